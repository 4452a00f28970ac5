#include "speaking/kokoro_synthesizer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "speaking/kokoro_parts.h"
#include "speaking/loudness.h"
#include "speaking/phoneme_chunks.h"
#include "speaking/speech_edges.h"

namespace vivavoce::speaking {
namespace {

constexpr const char* kModel = "kokoro-82m";
// The model takes 509 phonemes; beyond about 15 s of speech it hurries, and nothing is heard
// earlier.
constexpr size_t kMaxPhonemesAtOnce = 240;
constexpr size_t kMaxTextBytes = 8192;
// Silence before speech: little when somebody waits for an answer, a breath's time between clauses.
constexpr int kLeadFirstMs = 20;
constexpr int kLeadMs = 40;

size_t Milliseconds(double ms) { return static_cast<size_t>(ms * kSpeechSampleRateHz / 1000); }

Status CheckRequest(const SynthesisRequest& request) {
  if (!(request.speed >= 0.25f && request.speed <= 4.0f)) {
    return Fail(Error::InvalidArgument("speed must be 0.25 to 4", "speed"));
  }
  if (request.text.size() > kMaxTextBytes) {
    return Fail(Error::InvalidArgument("a clause has at most 8192 bytes", "text"));
  }
  return {};
}

std::vector<int64_t> WholeFrames(std::span<const float> durations, float speed) {
  std::vector<int64_t> frames;
  for (const float duration : durations) {
    frames.push_back(std::max<int64_t>(1, std::llrint(duration / speed)));
  }
  return frames;
}

void Accumulate(KokoroStageTimes& sum, const KokoroStageTimes& more) {
  sum.text += more.text;
  sum.prosody += more.prosody;
  sum.decoder += more.decoder;
  sum.source += more.source;
  sum.generator += more.generator;
}

}  // namespace

Status KokoroConfig::Validate() const {
  if (threads < 1 || threads > 64) {
    return Fail(Error::InvalidArgument("threads must be 1 to 64", "speaking.threads"));
  }
  return {};
}

KokoroSynthesizer::KokoroSynthesizer(const runtime::ModelStore& store, Phonemizer phonemizer,
                                     KokoroVocabulary vocabulary,
                                     std::unique_ptr<KokoroGraph> graph)
    : voices_(store),
      phonemizer_(std::move(phonemizer)),
      vocabulary_(std::move(vocabulary)),
      graph_(std::move(graph)) {}

Result<std::unique_ptr<KokoroSynthesizer>> KokoroSynthesizer::Create(
    const runtime::ModelStore& store, Phonemizer phonemizer, const KokoroConfig& config) {
  if (auto valid = config.Validate(); !valid) return Fail(valid.error());
  const auto model = store.File(kModel, kKokoroFile);
  if (!model) return Fail(model.error());
  const auto table = store.File(kModel, "vocab.json");
  if (!table) return Fail(table.error());
  auto vocabulary = KokoroVocabulary::Load(*table);
  if (!vocabulary) return Fail(vocabulary.error());
  const auto directory = model->parent_path();
  if (auto ready = PrepareKokoro(directory, config.on_prepare); !ready) return Fail(ready.error());
  const auto load = [&] {
    return KokoroGraph::Load(KokoroPartsDirectory(directory),
                             {.threads = config.threads, .bf16 = config.bf16});
  };
  auto graph = load();
  if (!graph) {
    // Made from the model, so a damaged part costs seconds, not a download.
    std::error_code ignored;
    std::filesystem::remove_all(KokoroPartsDirectory(directory), ignored);
    if (auto ready = PrepareKokoro(directory, config.on_prepare); !ready) {
      return Fail(ready.error());
    }
    graph = load();
  }
  if (!graph) return Fail(graph.error());
  std::unique_ptr<KokoroSynthesizer> synthesizer(new KokoroSynthesizer(
      store, std::move(phonemizer), *std::move(vocabulary), *std::move(graph)));
  if (config.warm_up) {
    if (auto warm = synthesizer->WarmUp(); !warm) return Fail(warm.error());
  }
  return synthesizer;
}

Status KokoroSynthesizer::WarmUp() {
  Voice voice;
  voice.styles.assign(510 * kStyleSize, 0.0f);
  auto spoken = Render(U"həlˈO.", voice, {});
  if (!spoken) return Fail(spoken.error());
  return {};
}

Result<SynthesizedClause> KokoroSynthesizer::Synthesize(const SynthesisRequest& request) {
  if (auto valid = CheckRequest(request); !valid) return Fail(valid.error());
  if (!phonemizer_) return Fail(Error::Internal("no text front-end for speaking"));
  auto phonemes = phonemizer_(request.text, request.language);
  if (!phonemes) return Fail(phonemes.error());
  return SynthesizePhonemes(*phonemes, request);
}

Result<KokoroSynthesizer::Piece> KokoroSynthesizer::Render(std::u32string_view phonemes,
                                                           const Voice& voice,
                                                           const SynthesisRequest& request) {
  const TokenizedPhonemes tokenized = vocabulary_.Tokenize(phonemes);
  const auto durations = graph_->PredictDurations(
      tokenized.tokens, voice.Style(tokenized.tokens.size()), request.cancel);
  if (!durations) return Fail(durations.error());
  const std::vector<int64_t> frames = WholeFrames(*durations, request.speed);
  const auto curves = graph_->PredictProsody(frames, request.cancel);
  if (!curves) return Fail(curves.error());
  auto samples = graph_->Render(*curves, request.cancel);
  if (!samples) return Fail(samples.error());
  Accumulate(times_, graph_->times());

  std::vector<size_t> token_start(frames.size() + 1, 0);
  for (size_t i = 0; i < frames.size(); ++i) {
    token_start[i + 1] = token_start[i] + static_cast<size_t>(frames[i]) * kSamplesPerFrame;
  }
  Piece piece{*std::move(samples), {}};
  for (const size_t token : tokenized.token_of) piece.starts.push_back(token_start[token]);
  return piece;
}

Result<SynthesizedClause> KokoroSynthesizer::SynthesizePhonemes(const text::PhonemeText& phonemes,
                                                                const SynthesisRequest& request) {
  times_ = {};
  if (auto valid = CheckRequest(request); !valid) return Fail(valid.error());
  const auto voice = voices_.Find(request.voice);
  if (!voice) return Fail(voice.error());
  const std::u32string_view all = phonemes.phonemes;
  if (!IsSpeakable(all)) {
    return Fail(Error::InvalidArgument("there is nothing to say in the text", "text"));
  }
  SynthesizedClause clause;
  auto word = phonemes.words.begin();
  for (const PhonemeChunk& chunk : ChunkPhonemes(all, kMaxPhonemesAtOnce)) {
    const std::u32string_view part = all.substr(chunk.begin, chunk.end - chunk.begin);
    if (!IsSpeakable(part)) continue;
    auto piece = Render(part, **voice, request);
    if (!piece) return Fail(piece.error());
    ApplyGainWithSoftLimit(piece->samples, (*voice)->gain);
    const bool first = request.first_in_reply && clause.samples.empty();
    const EdgeSilence silence{Milliseconds((first ? kLeadFirstMs : kLeadMs) / request.speed),
                              Milliseconds(PauseAfterMs(part) / request.speed)};
    SpeechSpan span = FindSpeech(piece->samples, kSpeechSampleRateHz);
    if (span.begin == span.end) span = {0, piece->samples.size()};
    const ptrdiff_t offset = SetEdges(piece->samples, span, silence, kSpeechSampleRateHz);

    const auto base = static_cast<int64_t>(clause.samples.size());
    const auto length = static_cast<int64_t>(piece->samples.size());
    const auto sample_at = [&](size_t phoneme) {
      const size_t index = std::clamp(phoneme, chunk.begin, chunk.end) - chunk.begin;
      const auto start = static_cast<int64_t>(piece->starts[index]) - offset;
      return base + std::clamp<int64_t>(start, 0, length);
    };
    for (; word != phonemes.words.end() && word->phoneme_begin < chunk.end; ++word) {
      clause.words.push_back({word->text_begin, word->text_end, sample_at(word->phoneme_begin),
                              sample_at(word->phoneme_end)});
    }
    clause.samples.insert(clause.samples.end(), piece->samples.begin(), piece->samples.end());
  }
  return clause;
}

}  // namespace vivavoce::speaking
