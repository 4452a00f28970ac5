#include "hearing/whisper_decoder.h"

#include <fmt/format.h>
#include <whisper.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "hearing/token_loop.h"
#include "hearing/whisper_log.h"
#include "matmul/ggml_weights.h"

namespace vivavoce::hearing {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr size_t kMaxPromptTokens = 160;  // of 448 positions; answers may take 264

double LogSumExp(std::span<const float> logits) {
  const float max = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - max);
  return max + std::log(sum);
}

whisper_full_params BaseParams(int threads, int audio_context) {
  whisper_full_params params = whisper_full_default_params(WHISPER_SAMPLING_GREEDY);
  params.n_threads = threads;
  params.audio_ctx = audio_context;
  params.no_context = true;
  params.single_segment = true;
  params.print_progress = false;
  params.print_realtime = false;
  params.print_timestamps = false;
  params.temperature_inc = 0;
  params.language = "en";
  return params;
}

}  // namespace

Result<std::unique_ptr<WhisperDecoder>> WhisperDecoder::Create(
    const std::filesystem::path& ggml_file, std::shared_ptr<WhisperEncoder> encoder, int threads) {
  RouteWhisperLog();
  matmul::OfferToGgml();
  std::unique_ptr<WhisperDecoder> decoder(new WhisperDecoder);
  decoder->encoder_ = std::move(encoder);
  decoder->threads_ = threads;
  whisper_context_params params = whisper_context_default_params();
  params.use_gpu = false;
  // Keys are padded to 256 without a mask there, so stale values of earlier calls would be read.
  params.flash_attn = false;
  decoder->context_ = whisper_init_from_file_with_params_no_state(ggml_file.c_str(), params);
  if (decoder->context_ == nullptr) {
    return Fail(Error::Corrupt("whisper.cpp cannot load " + ggml_file.string()));
  }
  if (whisper_n_audio_ctx(decoder->context_) != decoder->encoder_->shape().audio_context ||
      whisper_model_n_audio_state(decoder->context_) != decoder->encoder_->shape().width) {
    return Fail(Error::Corrupt(ggml_file.string() + ": does not belong to the encoder's weights"));
  }
  decoder->state_ = whisper_init_state(decoder->context_);
  if (decoder->state_ == nullptr) return Fail(Error::Internal("whisper.cpp: no memory"));
  if (whisper_ctx_init_openvino_encoder_with_state(
          decoder->context_, decoder->state_, decoder->encoder_->key().c_str(), "CPU", "") != 0) {
    return Fail(Error::Internal("whisper.cpp: built without an outside encoder"));
  }
  decoder->FindSuppressedTokens();
  return decoder;
}

WhisperDecoder::~WhisperDecoder() {
  if (state_ != nullptr) whisper_free_state(state_);
  if (context_ != nullptr) whisper_free(context_);
}

void WhisperDecoder::FindSuppressedTokens() {
  const int end = whisper_token_eot(context_);
  for (int token = 0; token < whisper_n_vocab(context_); ++token) {
    if (token > end) suppressed_.push_back(token);  // special tokens, timestamps
    if (token >= end) continue;
    std::string_view text = whisper_token_to_str(context_, token);
    while (text.starts_with(' ')) text.remove_prefix(1);
    // Openers of captions ("(laughs)", "[Music]", "♪"): their words would follow.
    for (const std::string_view opener :
         {"(", "[", "{", "<", "♪", "（", "【", "「", "『", "*", "_"}) {
      if (text.starts_with(opener)) {
        suppressed_.push_back(token);
        break;
      }
    }
  }
}

Status WhisperDecoder::Encode(const DecodeRequest& request) {
  // The public way to set the encoder's context length is whisper_full(); told not to begin with
  // the encoder, it stops after it has computed the mel spectrum and taken the length.
  whisper_full_params params = BaseParams(threads_, request.audio_context);
  params.encoder_begin_callback = [](whisper_context*, whisper_state*, void*) { return false; };
  if (whisper_full_with_state(context_, state_, params, request.samples.data(),
                              static_cast<int>(request.samples.size())) != 0) {
    return Fail(Error::Internal("whisper.cpp: no mel spectrum"));
  }
  if (request.cancel.IsCancelled()) return Fail(Error::Cancelled());
  if (whisper_encode_with_state(context_, state_, 0, threads_) != 0) {
    return Fail(Error::Internal("whisper.cpp: encoding failed"));
  }
  return encoder_->last_status();
}

Result<std::span<float>> WhisperDecoder::Step(std::span<const int32_t> tokens, int n_past) {
  if (whisper_decode_with_state(context_, state_, tokens.data(), static_cast<int>(tokens.size()),
                                n_past, threads_) != 0) {
    return Fail(Error::Internal("whisper.cpp: decoding failed"));
  }
  const auto vocabulary = static_cast<size_t>(whisper_n_vocab(context_));
  float* rows = whisper_get_logits_from_state(state_);
  return std::span(rows + (tokens.size() - 1) * vocabulary, vocabulary);
}

int32_t WhisperDecoder::LanguageToken(Language language) const {
  const std::string code(LanguageCode(language));
  return whisper_token_lang(context_, whisper_lang_id(code.c_str()));
}

Language WhisperDecoder::LikelierLanguage(std::span<const float> logits) const {
  const auto logit = [&](Language language) {
    return logits[static_cast<size_t>(LanguageToken(language))];
  };
  return logit(Language::kChinese) > logit(Language::kEnglish) ? Language::kChinese
                                                               : Language::kEnglish;
}

std::vector<int32_t> WhisperDecoder::Tokenize(const std::string& text, size_t max_tokens) const {
  std::vector<int32_t> tokens(text.size() + 1);
  const int count =
      whisper_tokenize(context_, text.c_str(), tokens.data(), static_cast<int>(tokens.size()));
  tokens.resize(static_cast<size_t>(std::max(0, count)));
  if (tokens.size() > max_tokens)
    tokens.erase(tokens.begin(), tokens.end() - static_cast<ptrdiff_t>(max_tokens));
  return tokens;
}

Result<DecodedText> WhisperDecoder::Decode(const DecodeRequest& request) {
  if (Status ok = Encode(request); !ok) return Fail(ok.error());
  DecodedText result;

  const int32_t start = whisper_token_sot(context_);
  Result<std::span<float>> logits = Step(std::span(&start, 1), 0);
  if (!logits) return Fail(logits.error());
  const auto no_speech_token = static_cast<size_t>(whisper_token_nosp(context_));
  result.no_speech_probability =
      static_cast<float>(std::exp((*logits)[no_speech_token] - LogSumExp(*logits)));
  result.language =
      request.language == Language::kUnknown ? LikelierLanguage(*logits) : request.language;
  if (request.prompt) result.prompt = request.prompt(result.language);

  std::vector<int32_t> primer;
  int n_past = 1;
  if (!result.prompt.empty()) {  // what was said before stands before the start token
    primer.push_back(whisper_token_prev(context_));
    const auto prompt = Tokenize(result.prompt, kMaxPromptTokens);
    primer.insert(primer.end(), prompt.begin(), prompt.end());
    primer.push_back(start);
    n_past = 0;
  }
  primer.insert(primer.end(), {LanguageToken(result.language), whisper_token_transcribe(context_),
                               whisper_token_not(context_)});
  logits = Step(primer, n_past);
  if (!logits) return Fail(logits.error());
  n_past += static_cast<int>(primer.size());

  if (Status ok = Continue(request, n_past, *logits, result); !ok) {
    return Fail(ok.error());
  }
  return result;
}

Status WhisperDecoder::Continue(const DecodeRequest& request, int n_past, std::span<float> logits,
                                DecodedText& result) {
  const int32_t end = whisper_token_eot(context_);
  const auto room = static_cast<size_t>(std::max(0, whisper_n_text_ctx(context_) - n_past));
  const size_t cap = std::min(static_cast<size_t>(std::max(1, request.max_tokens)), room);
  std::vector<int32_t> tokens;
  std::vector<double> log_probabilities;
  while (tokens.size() < cap) {
    if (request.cancel.IsCancelled()) return Fail(Error::Cancelled());
    for (const int32_t token : suppressed_) logits[static_cast<size_t>(token)] = kNever;
    const auto best = static_cast<int32_t>(std::ranges::max_element(logits) - logits.begin());
    log_probabilities.push_back(logits[static_cast<size_t>(best)] - LogSumExp(logits));
    if (best == end) break;
    tokens.push_back(best);
    if (const size_t tail = LoopedTail(tokens); tail > 0) {
      tokens.resize(tokens.size() - tail);
      result.looped = true;
      break;
    }
    const Result<std::span<float>> stepped = Step(std::span(&tokens.back(), 1), n_past++);
    if (!stepped) return Fail(stepped.error());
    logits = *stepped;
  }
  for (const int32_t token : tokens) result.text += whisper_token_to_str(context_, token);
  result.mean_log_probability =
      static_cast<float>(std::accumulate(log_probabilities.begin(), log_probabilities.end(), 0.0) /
                         static_cast<double>(std::max<size_t>(1, log_probabilities.size())));
  return {};
}

Result<std::vector<TranscriptWord>> WhisperDecoder::Words(const DecodeRequest& request,
                                                          Language language) {
  whisper_full_params params = BaseParams(threads_, request.audio_context);
  const std::string code(LanguageCode(language));
  const std::string prompt = request.prompt ? request.prompt(language) : std::string();
  params.language = code.c_str();
  params.initial_prompt = prompt.c_str();
  params.token_timestamps = true;
  params.max_tokens = request.max_tokens;
  params.abort_callback = [](void* token) {
    return static_cast<const CancellationToken*>(token)->IsCancelled();
  };
  CancellationToken cancel = request.cancel;
  params.abort_callback_user_data = &cancel;
  const int status = whisper_full_with_state(context_, state_, params, request.samples.data(),
                                             static_cast<int>(request.samples.size()));
  if (cancel.IsCancelled()) return Fail(Error::Cancelled());
  if (status != 0) return Fail(Error::Internal("whisper.cpp: word times failed"));

  const auto last_ms = static_cast<int64_t>(request.samples.size()) * 1000 / 16000;
  std::vector<TranscriptWord> words;
  for (int s = 0; s < whisper_full_n_segments_from_state(state_); ++s) {
    for (int t = 0; t < whisper_full_n_tokens_from_state(state_, s); ++t) {
      const whisper_token_data data = whisper_full_get_token_data_from_state(state_, s, t);
      if (data.id >= whisper_token_eot(context_)) continue;
      const std::string text = whisper_token_to_str(context_, data.id);
      const int64_t from = std::clamp<int64_t>(data.t0 * 10, 0, last_ms);  // t0, t1: 10 ms
      const int64_t to = std::clamp<int64_t>(data.t1 * 10, from, last_ms);
      const bool begins_word = words.empty() || text.starts_with(' ') ||
                               (language == Language::kChinese && (text[0] & 0xc0) != 0x80);
      if (begins_word) {
        words.push_back({text, from, to});
      } else {
        words.back().text += text;
        words.back().end_ms = std::max(words.back().end_ms, to);
      }
    }
  }
  for (TranscriptWord& word : words) {
    if (word.text.starts_with(' ')) word.text.erase(0, 1);
  }
  std::erase_if(words, [](const TranscriptWord& word) { return word.text.empty(); });
  return words;
}

}  // namespace vivavoce::hearing
