// Kokoro-82M v1.0 as a Synthesizer. A second of speech takes 0.32 s of one Zen 3 core (AVX2), 0.18 s
// with two threads (kokoro_benchmark.cc). Threads: Synthesize() one thread at a time; Voices() any.
// Never a llama.cpp thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "runtime/model_store.h"
#include "speaking/kokoro_graph.h"
#include "speaking/kokoro_vocabulary.h"
#include "speaking/phoneme_chunks.h"
#include "speaking/prosody_plan.h"
#include "speaking/synthesizer.h"
#include "speaking/voice_table.h"
#include "text/phoneme_text.h"

namespace vivavoce::speaking {

struct KokoroConfig {
  int threads = 1;      // [1, 64]
  bool bf16 = true;     // text, decoder and convolutions in bfloat16 where that is faster (AMX)
  bool warm_up = true;  // speak one word unheard, so that the first clause is as fast as the others
  // Heard of a conversion that runs once after a model was installed: 0 to 1.
  std::function<void(double)> on_prepare;

  Status Validate() const;
};

// Text to phonemes; PhonemizerOf (g2p_phonemizer.h) makes one of a text::G2p.
using Phonemizer =
    std::function<Result<text::PhonemeText>(std::string_view text, Language language)>;

class KokoroSynthesizer final : public Synthesizer {
 public:
  // `store` must outlive the synthesizer. Makes the parts of the model when they are missing.
  static Result<std::unique_ptr<KokoroSynthesizer>> Create(const runtime::ModelStore& store,
                                                           Phonemizer phonemizer,
                                                           const KokoroConfig& config);

  Result<SynthesizedClause> Synthesize(const SynthesisRequest& request) override;
  std::vector<VoiceInfo> Voices() const override { return voices_.Voices(); }

  // The same from phonemes; request.text is only what the words point into.
  Result<SynthesizedClause> SynthesizePhonemes(const text::PhonemeText& phonemes,
                                               const SynthesisRequest& request);

  // Wall time of the stages of the last clause (summed when it was cut in pieces).
  const KokoroStageTimes& last_times() const { return times_; }

 private:
  struct Piece {  // what is said at once
    std::vector<float> samples;
    std::vector<size_t> starts;  // first sample of each phoneme, and the end
    ProsodyTrace trace;          // its curves, when asked for
  };

  KokoroSynthesizer(const runtime::ModelStore& store, Phonemizer phonemizer,
                    KokoroVocabulary vocabulary, std::unique_ptr<KokoroGraph> graph);

  // `chunk` of the plan, before its edges are set.
  Result<Piece> Render(const ProsodyPlan& plan, PhonemeChunk chunk, const Voice& voice,
                       const SynthesisRequest& request);
  Status WarmUp();

  VoiceTable voices_;
  Phonemizer phonemizer_;
  KokoroVocabulary vocabulary_;
  std::unique_ptr<KokoroGraph> graph_;
  KokoroStageTimes times_;
};

}  // namespace vivavoce::speaking
