#include "hearing/whisper_recognizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hearing/sample_checks.h"
#include "hearing/simplified_chinese.h"
#include "hearing/task_thread.h"
#include "hearing/whisper_conversion.h"
#include "hearing/whisper_decoder.h"
#include "hearing/whisper_encoder.h"

namespace vivavoce::hearing {
namespace {

constexpr int kMaxContext = 1500;
constexpr int kContextStep = 32;  // few distinct sizes, so that the encoder's kernels are reused

// "What follows are sentences in Mandarin." In simplified characters with punctuation, so the
// answer is too.
constexpr char kChinesePrompt[] = "以下是普通话的句子。";

std::string Prompt(Language language, const std::string& hint) {
  if (language == Language::kChinese) return kChinesePrompt + hint;
  return hint.empty() ? "" : " " + hint;
}

Status Between(double value, double low, double high, const char* field) {
  if (value >= low && value <= high) return {};
  return Fail(Error::InvalidArgument(fmt::format("must be {} to {}, is {}", low, high, value),
                                     std::string("whisper.") + field));
}

class WhisperRecognizer final : public Recognizer {
 public:
  explicit WhisperRecognizer(const WhisperConfig& config) : config_(config) {}

  ~WhisperRecognizer() override {
    thread_.Run([this] { decoder_.reset(); });
  }

  Status Load(const runtime::ModelStore& models) {
    const auto weights = models.File(kWhisperModelId, kWhisperWeightsFile);
    if (!weights) return Fail(weights.error());
    const auto ggml_file = models.File(kWhisperModelId, kWhisperGgmlFile);
    if (!ggml_file) return Fail(ggml_file.error());
    auto encoder = WhisperEncoder::Create(*weights, config_.threads, config_.reduced_precision);
    if (!encoder) return Fail(encoder.error());
    Status status;
    thread_.Run([&] {
      auto decoder = WhisperDecoder::Create(*ggml_file, std::move(*encoder), config_.threads);
      if (decoder) {
        decoder_ = std::move(*decoder);
      } else {
        status = Fail(decoder.error());
      }
    });
    return status;
  }

  Result<Transcript> Recognize(std::span<const float> samples,
                               const RecognizeOptions& options) override {
    if (samples.size() > kMaxRecognizerSamples) {
      return Fail(Error::InvalidArgument(
          fmt::format("{} samples, at most {} (30 s)", samples.size(), kMaxRecognizerSamples),
          "samples"));
    }
    if (Status ok = CheckFinite(samples, "samples"); !ok) return Fail(ok.error());
    if (options.cancel.IsCancelled()) return Fail(Error::Cancelled());
    Transcript nothing;
    nothing.language = options.language;
    nothing.no_speech_probability = 1;
    if (samples.size() < kMinRecognizerSamples) return nothing;
    const float loudest = LoudestDbfs(samples);
    if (loudest < config_.guard.silence_dbfs ||
        LevelSwingDb(samples) < config_.guard.min_swing_db) {
      return nothing;
    }

    Result<Transcript> transcript = nothing;
    thread_.Run([&] { transcript = Decode(samples, options, loudest); });
    return transcript;
  }

 private:
  Result<Transcript> Decode(std::span<const float> samples, const RecognizeOptions& options,
                            float loudest) {
    const double seconds = static_cast<double>(samples.size()) / 16000;
    DecodeRequest request;
    request.samples = samples;
    request.audio_context = WhisperAudioContext(config_, samples.size(), options.is_final);
    request.max_tokens =
        static_cast<int>(config_.tokens_per_second * seconds) + config_.extra_tokens;
    request.language = options.language;
    request.prompt = [&](Language language) { return Prompt(language, options.hint); };
    request.cancel = options.cancel;
    Result<DecodedText> decoded = decoder_->Decode(request);
    if (!decoded) return Fail(decoded.error());

    Transcript transcript;
    transcript.language = decoded->language;
    transcript.no_speech_probability = decoded->no_speech_probability;
    transcript.text = GuardedText(
        decoded->text, decoded->prompt,
        {loudest, decoded->no_speech_probability, decoded->mean_log_probability}, config_.guard);
    if (RepeatsPrompt(transcript.text, kChinesePrompt)) transcript.text.clear();
    if (!options.is_final) transcript.text = WithoutRestart(std::move(transcript.text));
    if (transcript.text.empty()) return transcript;
    if (transcript.language == Language::kChinese) {
      transcript.text = ToSimplifiedChinese(transcript.text);
    }
    transcript.mean_log_probability = decoded->mean_log_probability;
    if (options.word_times) {
      auto words = decoder_->Words(request, transcript.language);
      if (!words) return Fail(words.error());
      transcript.words = std::move(*words);
      for (TranscriptWord& word : transcript.words) word.text = ToSimplifiedChinese(word.text);
    }
    return transcript;
  }

  const WhisperConfig config_;
  std::unique_ptr<WhisperDecoder> decoder_;  // lives on thread_
  TaskThread thread_;
};

}  // namespace

Status WhisperConfig::Validate() const {
  if (Status ok = Between(threads, 1, 64, "threads"); !ok) return ok;
  if (Status ok = Between(partial_tail, 0, kMaxContext, "partial_tail"); !ok) return ok;
  if (Status ok = Between(final_tail, 0, kMaxContext, "final_tail"); !ok) return ok;
  if (Status ok = Between(partial_min_context, 1, kMaxContext, "partial_min_context"); !ok) {
    return ok;
  }
  if (Status ok = Between(final_min_context, 1, kMaxContext, "final_min_context"); !ok) return ok;
  if (Status ok = Between(tokens_per_second, 0.1, 100, "tokens_per_second"); !ok) return ok;
  return Between(extra_tokens, 1, 200, "extra_tokens");
}

int WhisperAudioContext(const WhisperConfig& config, size_t samples, bool is_final) {
  const int positions = static_cast<int>((samples + 319) / 320);
  const int wanted = is_final
                         ? std::max(config.final_min_context, positions + config.final_tail)
                         : std::max(config.partial_min_context, positions + config.partial_tail);
  return std::min(kMaxContext, (wanted + kContextStep - 1) / kContextStep * kContextStep);
}

Result<std::unique_ptr<Recognizer>> CreateWhisperRecognizer(const runtime::ModelStore& models,
                                                            const WhisperConfig& config) {
  if (Status ok = config.Validate(); !ok) return Fail(ok.error());
  auto recognizer = std::make_unique<WhisperRecognizer>(config);
  if (Status ok = recognizer->Load(models); !ok) return Fail(ok.error());
  return recognizer;
}

}  // namespace vivavoce::hearing
