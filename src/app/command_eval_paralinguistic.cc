#include <fmt/core.h>

#include <filesystem>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/engine_parts.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "eval/paralinguistic.h"
#include "hearing/voice_activity_detector.h"
#include "hearing/voice_gender_model.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::app {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxManifestBytes = 16 << 20;
// Silence behind a clip, so that its last frames are known.
constexpr size_t kTailSamples = hearing::kHearingSampleRateHz / 10;

struct EvalParalinguisticOptions {
  std::string set;
  std::string json;
  bool words = true;
  bool quiet = false;
};

Result<hearing::Perception> Hear(const fs::path& file, const std::string& words,
                                 const hearing::VoiceGenderModel& gender) {
  auto wav = audio::ReadWav(file.string());
  if (!wav) return Fail(wav.error());
  auto samples = audio::Resample(wav->samples, wav->sample_rate_hz, hearing::kHearingSampleRateHz);
  if (!samples) return Fail(samples.error());
  auto perceiver = hearing::VoicePerceiver::Create();
  if (!perceiver) return Fail(perceiver.error());
  auto scorer = gender.NewScorer();
  if (!scorer) return Fail(scorer.error());
  perceiver->ListenForSpeaker(std::move(*scorer));
  const auto ms = static_cast<int64_t>(samples->size()) * 1000 / hearing::kHearingSampleRateHz;
  samples->resize(samples->size() + kTailSamples);
  perceiver->Push(*samples);
  return perceiver->Perceive(0, ms, words, /*emotion=*/true);
}

void EvalParalinguistic(CommandContext& context, const EvalParalinguisticOptions& options) {
  const auto text = ReadBytes(options.set, kMaxManifestBytes);
  if (!text) return context.Fail(text.error());
  const auto clips = eval::ParseParalinguisticSet(*text, options.set);
  if (!clips) return context.Fail(clips.error());
  const auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  const auto gender = hearing::LoadVoiceGenderModel(**store);
  if (!gender) return context.Fail(gender.error());
  std::vector<hearing::Perception> heard;
  for (const eval::ParalinguisticClip& clip : *clips) {
    const fs::path file = fs::path(options.set).parent_path() / clip.file;
    auto perception = Hear(file, options.words ? clip.text : "", **gender);
    if (!perception) return context.Fail(perception.error());
    if (!options.quiet) {
      fmt::print("{:<34} {:<8} {:<8} {:<8} ({} {:.2f})\n", clip.file,
                 VoiceGenderName(perception->speaker->gender),
                 AgeBandName(perception->speaker->age), EmotionName(perception->emotion->category),
                 EmotionName(perception->emotion->leaning),
                 perception->emotion->leaning_confidence);
    }
    heard.push_back(std::move(*perception));
  }
  const auto scores = eval::ScoreParalinguistics(*clips, heard);
  fmt::print("{}", eval::TextReport(scores));
  WriteEvalReport(context, options.json, eval::JsonReport(scores));
}

}  // namespace

void AddEvalParalinguistic(CLI::App& eval, CommandContext& context) {
  static EvalParalinguisticOptions options;
  CLI::App* command = eval.add_subcommand(
      "paralinguistic", "Score what is heard beside the words against what is known of recordings");
  command->add_option("set", options.set, "JSON lines: file, and what is known of it")->required();
  command->add_flag("!--no-words", options.words, "do not use the set's text, only the sound");
  command->add_flag("-q,--quiet", options.quiet, "only the table");
  command->add_option("--json", options.json, "write the scores to this file");
  command->footer("Example: vivavoce eval paralinguistic tests/data/speech/paralinguistic.jsonl");
  command->callback([&context] { EvalParalinguistic(context, options); });
}

}  // namespace vivavoce::app
