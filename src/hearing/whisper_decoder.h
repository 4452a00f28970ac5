// Greedy decoding of one clip with whisper.cpp: encode once, let the first step tell the language
// and whether there is speech at all, then decode without timestamps until the end token, the token
// cap or a loop.
//
// Why not whisper_full(): it encodes a second time to detect the language, takes the no-speech
// probability from the wrong step, and cannot stop a loop.
//
// Threads  one at a time, always on the same thread, on which no other user of AMX computes.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"
#include "base/language.h"
#include "hearing/recognizer.h"
#include "hearing/whisper_encoder.h"

struct whisper_context;
struct whisper_state;

namespace vivavoce::hearing {

struct DecodeRequest {
  std::span<const float> samples;  // 16 kHz, 0.1-30 s
  int audio_context = 1500;        // encoder positions of 20 ms
  int max_tokens = 224;
  Language language = Language::kUnknown;       // kUnknown: the likelier of English and Chinese
  std::function<std::string(Language)> prompt;  // "what was said before", by language; may be empty
  CancellationToken cancel;
};

struct DecodedText {
  std::string text;  // as it comes: leading space, captions and all
  std::string prompt;
  Language language = Language::kUnknown;
  float mean_log_probability = 0;
  float no_speech_probability = 0;
  bool looped = false;
};

class WhisperDecoder {
 public:
  // `ggml_file` is what whisper_conversion.h writes. kCorrupt when whisper.cpp refuses it.
  static Result<std::unique_ptr<WhisperDecoder>> Create(const std::filesystem::path& ggml_file,
                                                        std::shared_ptr<WhisperEncoder> encoder,
                                                        int threads);
  ~WhisperDecoder();
  WhisperDecoder(const WhisperDecoder&) = delete;
  WhisperDecoder& operator=(const WhisperDecoder&) = delete;

  Result<DecodedText> Decode(const DecodeRequest& request);
  // Times of the words from the decoder's timestamp probabilities; a second, slower pass.
  Result<std::vector<TranscriptWord>> Words(const DecodeRequest& request, Language language);

 private:
  WhisperDecoder() = default;
  Status Encode(const DecodeRequest& request);
  // The greedy loop after the primer; fills text and probability.
  Status Continue(const DecodeRequest& request, int n_past, std::span<float> logits,
                  DecodedText& result);
  // Appends tokens from position n_past on; the logits of the last one.
  Result<std::span<float>> Step(std::span<const int32_t> tokens, int n_past);
  Language LikelierLanguage(std::span<const float> logits) const;
  int32_t LanguageToken(Language language) const;
  std::vector<int32_t> Tokenize(const std::string& text, size_t max_tokens) const;
  void FindSuppressedTokens();

  std::shared_ptr<WhisperEncoder> encoder_;
  whisper_context* context_ = nullptr;
  whisper_state* state_ = nullptr;
  int threads_ = 1;
  std::vector<int32_t> suppressed_;
};

}  // namespace vivavoce::hearing
