#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/speech_segments.h"
#include "app/voice_chart.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "dialogue/input_audio.h"
#include "dialogue/perception_json.h"
#include "hearing/silero_vad.h"
#include "hearing/speaker_encoder.h"
#include "hearing/tone_description.h"
#include "hearing/voice_gender_model.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::app {
namespace {

struct ListenOptions {
  std::string file;
  std::string language;
  std::string noise_reduction;  // "", near_field, far_field
  bool json = false;
  bool voice = false;
  bool identity = false;
};

constexpr int kContourWidth = 64;

Result<std::vector<float>> WithLessNoise(std::vector<float> samples, const std::string& kind) {
  if (kind.empty()) return samples;
  auto reducer = audio::NoiseReducer::Create(dialogue::NoiseReducerOptionsOf(
      kind == "far_field" ? dialogue::NoiseReduction::kFarField
                          : dialogue::NoiseReduction::kNearField));
  if (!reducer) return vivavoce::Fail(reducer.error());
  std::vector<float> reduced;
  reducer->Process(samples, reduced);
  return reduced;
}

void Listen(CommandContext& context, const ListenOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  const Language language = LanguageFromCode(options.language);
  if (!options.language.empty() && language == Language::kUnknown) {
    return context.Fail(Error::InvalidArgument("must be en or zh", "--language"));
  }
  auto wav = audio::ReadWav(options.file);
  if (!wav) return context.Fail(wav.error());
  auto samples = audio::Resample(wav->samples, wav->sample_rate_hz, hearing::kHearingSampleRateHz);
  if (samples) samples = WithLessNoise(std::move(*samples), options.noise_reduction);
  if (!samples) return context.Fail(samples.error());
  auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  auto vad = hearing::SileroVad::Create(**store);
  if (!vad) return context.Fail(vad.error());
  auto recognizer = LoadRecognizer(**store, CoresToUse(*config));
  if (!recognizer) return context.Fail(recognizer.error());

  const auto detector = vad->NewDetector();
  const auto segments = FindSpeech(*detector, *samples);
  if (!segments) return context.Fail(segments.error());
  std::unique_ptr<const hearing::SpeakerEncoder> encoder;  // outlives the perceiver
  auto perceiver = hearing::VoicePerceiver::Create();
  if (!perceiver) return context.Fail(perceiver.error());
  if (config->perception_speaker) {
    const auto gender = hearing::LoadVoiceGenderModel(**store);
    if (!gender) return context.Fail(gender.error());
    auto scorer = (*gender)->NewScorer();
    if (!scorer) return context.Fail(scorer.error());
    perceiver->ListenForSpeaker(std::move(*scorer));
  }
  if (options.identity) {
    if (!config->perception_speaker) {
      return context.Fail(Error::InvalidArgument("perception.speaker is off", "--identity"));
    }
    auto loaded = hearing::LoadSpeakerEncoder(**store);
    if (!loaded) return context.Fail(loaded.error());
    encoder = std::move(*loaded);
    perceiver->TellSpeakersApart(*encoder);
  }
  // The ear remembers two minutes: it is given no more than the next stretch needs.
  size_t heard_samples = 0;
  auto json = nlohmann::ordered_json::array();
  for (const SpeechSegment& segment : *segments) {
    const auto span =
        std::span(*samples).subspan(static_cast<size_t>(segment.begin_sample),
                                    static_cast<size_t>(segment.end_sample - segment.begin_sample));
    hearing::RecognizeOptions recognize;
    recognize.language = language;
    recognize.word_times = true;
    const auto heard = (*recognizer)->Recognize(span, recognize);
    if (!heard) return context.Fail(heard.error());
    if (heard->text.empty()) continue;
    const int64_t start_ms = segment.begin_sample * 1000 / hearing::kHearingSampleRateHz;
    const int64_t end_ms = segment.end_sample * 1000 / hearing::kHearingSampleRateHz;
    const size_t wanted = std::min(samples->size(), static_cast<size_t>(segment.end_sample) +
                                                        hearing::kHearingSampleRateHz / 10);
    perceiver->Push(std::span(*samples).subspan(heard_samples, wanted - heard_samples));
    heard_samples = wanted;
    const hearing::Perception perception =
        perceiver->Perceive(start_ms, end_ms, heard->text, config->perception_emotion);
    perceiver->Learn(perception);
    const std::string tone = hearing::DescribeTone(perception, heard->language);
    if (!options.json) {
      fmt::print("{:8.2f} - {:7.2f}  {}\n", static_cast<double>(start_ms) / 1000,
                 static_cast<double>(end_ms) / 1000, heard->text);
      if (options.voice) {
        fmt::print("{}{}", MeasureLines(perception, tone),
                   ContourLines(perceiver->Contour(start_ms, end_ms), kContourWidth));
      }
      continue;
    }
    auto words = nlohmann::ordered_json::array();
    for (const auto& word : heard->words) {
      words.push_back({{"text", word.text},
                       {"start_ms", start_ms + word.start_ms},
                       {"end_ms", start_ms + word.end_ms}});
    }
    json.push_back({{"start_ms", start_ms},
                    {"end_ms", end_ms},
                    {"text", heard->text},
                    {"language", LanguageCode(heard->language)},
                    {"words", std::move(words)},
                    {"tone", tone},
                    {"perception", dialogue::PerceptionToJson(perception, start_ms)}});
  }
  if (options.json) {
    fmt::print("{}\n",
               nlohmann::ordered_json{{"file", options.file}, {"segments", std::move(json)}}.dump(
                   2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }
}

}  // namespace

void AddListenCommand(CLI::App& app, CommandContext& context) {
  static ListenOptions options;
  CLI::App* command =
      app.add_subcommand("listen", "Write down what is said in a WAV file, with times");
  command->add_option("file", options.file, "WAV file: any rate, width and channels")->required();
  command->add_option("--language", options.language, "en or zh [found out by listening]");
  command->add_option("--noise-reduction", options.noise_reduction,
                      "as a session's: for a microphone near the mouth, or far from it [none]")
      ->check(CLI::IsMember({"near_field", "far_field"}));
  command->add_flag("--json", options.json, "segments, words and how they were said, as JSON");
  command->add_flag("--identity", options.identity,
                    "also who of those heard so far is speaking; with --json or --voice");
  command->add_flag("--voice", options.voice, "also how it was said: measures and contours");
  AddConfigFlags(*command, context, {"perception.", "runtime."});
  command->footer("Example: vivavoce listen speech.wav --json");
  command->callback([&context] { Listen(context, options); });
}

}  // namespace vivavoce::app
