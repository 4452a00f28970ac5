#include <fmt/core.h>

#include <ctime>
#include <filesystem>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/engine_parts.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "eval/speaker_verification.h"
#include "hearing/identity_ear.h"
#include "hearing/speaker_encoder.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxSpeakerSetBytes = 16 << 20;
// Silence behind a recording, so that its last frames are known.
constexpr size_t kSpeakerTail = hearing::kHearingSampleRateHz / 5;
// As sound comes in from a client.
constexpr size_t kPiece = 512;
constexpr int64_t kStepFrames = 10;
constexpr uint32_t kConversationSeed = 1;

struct EvalSpeakersOptions {
  std::string set;
  std::string json;
  double seconds = 3.2;
  int conversations = 2000;
};

struct VoicesOfClip {
  hearing::VoiceSample all;   // as in a conversation
  hearing::VoiceSample part;  // of the first seconds of voice only
  double cpu_seconds = 0;     // of the ear
};

Result<VoicesOfClip> HearVoice(const std::filesystem::path& file,
                               const hearing::SpeakerEncoder& encoder, double seconds) {
  auto wav = audio::ReadWav(file.string());
  if (!wav) return Fail(wav.error());
  auto samples = audio::Resample(wav->samples, wav->sample_rate_hz, hearing::kHearingSampleRateHz);
  if (!samples) return Fail(samples.error());
  samples->resize(samples->size() + kSpeakerTail);
  auto frames = hearing::VoiceFrames::Create();
  if (!frames) return Fail(frames.error());
  hearing::IdentityEar ear(encoder, 0);
  VoicesOfClip voices;
  for (size_t at = 0; at < samples->size(); at += kPiece) {
    const auto piece = std::span(*samples).subspan(at, std::min(kPiece, samples->size() - at));
    frames->Push(piece);
    const std::clock_t before = std::clock();
    ear.Push(piece, *frames);
    voices.cpu_seconds += static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  }
  voices.all = ear.Voice(0, frames->end(), *frames);
  for (int64_t to = 0; to <= frames->end() && voices.part.seconds < seconds; to += kStepFrames) {
    voices.part = ear.Voice(0, to, *frames);
  }
  return voices;
}

void EvalSpeakers(CommandContext& context, const EvalSpeakersOptions& options) {
  const auto text = ReadBytes(options.set, kMaxSpeakerSetBytes);
  if (!text) return context.Fail(text.error());
  const auto clips = eval::ParseSpeakerSet(*text, options.set);
  if (!clips) return context.Fail(clips.error());
  const auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  const auto encoder = hearing::LoadSpeakerEncoder(**store);
  if (!encoder) return context.Fail(encoder.error());
  std::vector<eval::LabelledVoice> whole, parts;
  double cpu_seconds = 0, voice_seconds = 0;
  for (const eval::SpeakerClip& clip : *clips) {
    const auto folder = std::filesystem::path(options.set).parent_path();
    const auto voices = HearVoice(folder / clip.file, **encoder, options.seconds);
    if (!voices) return context.Fail(voices.error());
    if (!(voices->all.seconds > 0)) continue;
    whole.push_back({clip.speaker, voices->all});
    parts.push_back({clip.speaker, voices->part});
    cpu_seconds += voices->cpu_seconds;
    voice_seconds += voices->all.seconds;
  }
  const auto separation = eval::SeparateSpeakers(parts, whole);
  const auto scores = eval::Converse(parts, options.conversations, kConversationSeed);
  fmt::print(
      "{} of {} recordings have enough voice, {:.0f} s in all; {:.0f} ms of CPU a second of it\n",
      whole.size(), clips->size(), voice_seconds, 1000 * cpu_seconds / voice_seconds);
  fmt::print("{}{}", eval::TextReport(separation), eval::TextReport(scores));
  WriteEvalReport(context, options.json, eval::JsonReport(separation, scores));
}

}  // namespace

void AddEvalSpeakers(CLI::App& eval, CommandContext& context) {
  static EvalSpeakersOptions options;
  CLI::App* command = eval.add_subcommand(
      "speakers", "How well the speakers of recordings are told apart");
  command->add_option("set", options.set, "JSON lines: file, and whose voice it is (speaker)")
      ->required();
  command->add_option("--seconds", options.seconds, "hear only so much voice of each [3.2]")
      ->check(CLI::Range(1.2, 3.2));
  command->add_option("--conversations", options.conversations, "to be made up [2000]")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--json", options.json, "write the scores to this file");
  command->footer("Example: vivavoce eval speakers recordings/set.jsonl --seconds 1.6");
  command->callback([&context] { EvalSpeakers(context, options); });
}

}  // namespace vivavoce::app
