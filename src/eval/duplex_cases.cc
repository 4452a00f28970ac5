#include "eval/duplex_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "audio/loudness.h"
#include "eval/sound_scene.h"

namespace vivavoce::eval {
namespace {

constexpr int kSamplesPerMs = kSceneRateHz / 1000;
constexpr size_t kRoomBefore = kSceneRateHz / 2;
// After a turn: longer than the longest wait for more words (turn_score.h).
constexpr size_t kRoomAfterTurn = 6 * kSceneRateHz;
constexpr size_t kRoomAfterOverlap = 5 * kSceneRateHz / 2;
constexpr int64_t kVoiceBeforeGap = kSceneRateHz;
constexpr int64_t kVoiceBehindGap = kSceneRateHz / 2;
constexpr size_t kGapsOfRecording = 2;
constexpr float kNoiseDb = -36;      // 10 dB below speech level
constexpr float kSuddenNoiseDb = -26;  // coughs and knocks: as loud as speech
constexpr float kFarDb = -20;
constexpr float kEchoBelowVoiceDb = -12;  // of a loudspeaker beside the microphone
constexpr int kMadeNoises = 4;  // of each sort

class CaseBuilder {
 public:
  explicit CaseBuilder(const DuplexSelection& selection) : selection_(selection) {}

  std::vector<DuplexCase> Take() { return std::move(cases_); }

  void Turn(const DuplexMaterial& voice) {
    Add(DuplexKind::kTurn, voice, "clean", voice.samples);
    for (const int db : {20, 10, 5, 0}) {
      Add(DuplexKind::kTurn, voice, fmt::format("car {} dB", db), voice.samples,
          static_cast<float>(db));
    }
  }

  void Pauses(const DuplexMaterial& voice) {
    for (const int64_t gap : GapsToHold(voice)) {
      for (const int ms : {300, 500, 800, 1200}) {
        std::vector<float> sound(voice.samples.begin(), voice.samples.begin() + gap);
        // A synthesised voice has no room, and its quietest may still be voice.
        const std::span<const float> clip =
            voice.recorded ? std::span<const float>(voice.samples) : std::span<const float>();
        const auto room = RoomTone(clip, static_cast<size_t>(ms * kSamplesPerMs), random_);
        sound.insert(sound.end(), room.begin(), room.end());
        sound.insert(sound.end(), voice.samples.begin() + gap, voice.samples.end());
        const auto condition = fmt::format("{:.1f} s", ms / 1000.0);
        Add(DuplexKind::kPause, voice, condition, std::move(sound));
      }
    }
  }

  void Over(DuplexKind kind, const DuplexMaterial& voice) {
    Add(kind, voice, "clean", voice.samples);
    if (kind == DuplexKind::kStop) Add(kind, voice, "car 10 dB", voice.samples, 10);
    Add(kind, voice, "own echo", voice.samples);
    if (added_) cases_.back().echo_db = kEchoBelowVoiceDb;
  }

  void Far(DuplexMaterial voice) {
    voice.samples = AtSpeechLevel(std::move(voice.samples));
    Scale(voice.samples, kFarDb);
    Add(DuplexKind::kSideTalk, voice, "-20 dB", voice.samples, {}, /*level=*/false);
  }

  void Noise(DuplexMaterial noise, const std::string& condition, float dbfs) {
    Scale(noise.samples, dbfs - audio::RmsDbfs(noise.samples));
    Add(DuplexKind::kNoise, noise, condition, noise.samples, {}, /*level=*/false);
  }

  void MadeNoises(Language language) {
    for (int i = 1; i <= kMadeNoises; ++i) {
      Noise(Made(language, "cough", i, MakeCough(random_)), "cough", kSuddenNoiseDb);
      Noise(Made(language, "knocks", i, MakeKnocks(random_)), "knocks", kSuddenNoiseDb);
    }
    constexpr std::pair<NoiseKind, const char*> kSteady[] = {
        {NoiseKind::kWhite, "white"}, {NoiseKind::kPink, "pink"}, {NoiseKind::kCar, "car"}};
    for (const auto& [kind, name] : kSteady) {
      Noise(Made(language, name, 1, MakeNoise(kind, 3 * kSceneRateHz, random_)), "steady",
            kNoiseDb);
    }
  }

  void Echoes(Language language) {
    for (int i = 1; i <= kMadeNoises; ++i) {
      for (const int db : {10, 20, 30}) {
        const DuplexMaterial none = Made(language, "own-voice", i, std::vector<float>(1));
        Add(DuplexKind::kEcho, none, fmt::format("-{} dB", db),
            std::vector<float>(3 * kSceneRateHz), {}, /*level=*/false);
        if (added_) cases_.back().echo_db = static_cast<float>(-db);
      }
    }
  }

 private:
  static DuplexMaterial Made(Language language, const char* name, int number,
                             std::vector<float> samples) {
    return {.role = DuplexRole::kNoise,
            .name = fmt::format("{}-{}", name, number),
            .language = language,
            .recorded = false,
            .samples = std::move(samples),
            .gaps = {}};
  }

  // Those of a phrase as they are; of a recording the quietest.
  static std::vector<int64_t> GapsToHold(const DuplexMaterial& voice) {
    std::vector<int64_t> gaps = voice.gaps;
    const SoundSpan voiced = VoicedSpan(voice.samples);
    std::erase_if(gaps, [&](int64_t gap) {
      const bool inside = gap > 0 && gap < std::ssize(voice.samples);
      return !inside || (voice.recorded && (gap - voiced.begin < kVoiceBeforeGap ||
                                            voiced.end - gap < kVoiceBehindGap));
    });
    if (!voice.recorded || gaps.size() <= kGapsOfRecording) return gaps;
    const auto level = [&](int64_t gap) {
      constexpr int64_t kHalf = kSceneRateHz / 50;
      const int64_t begin = std::max<int64_t>(gap - kHalf, 0);
      const int64_t end = std::min<int64_t>(gap + kHalf, std::ssize(voice.samples));
      return audio::RmsDbfs(std::span(voice.samples)
                                .subspan(static_cast<size_t>(begin),
                                         static_cast<size_t>(end - begin)));
    };
    std::ranges::sort(gaps, {}, level);
    gaps.resize(kGapsOfRecording);
    return gaps;
  }

  bool Wanted(DuplexKind kind, const DuplexMaterial& voice, const std::string& condition) {
    if (!selection_.kinds.empty() && 
        std::ranges::find(selection_.kinds, kind) == selection_.kinds.end()) {
      return false;
    }
    if (selection_.language != Language::kUnknown && voice.language != selection_.language) {
      return false;
    }
    const std::string group =
        fmt::format("{} {} {} {}", static_cast<int>(kind), LanguageCode(voice.language), condition,
                    voice.recorded);
    return selection_.limit == 0 || counts_[group]++ < selection_.limit;
  }

  void Add(DuplexKind kind, const DuplexMaterial& voice, const std::string& condition,
           std::vector<float> sound, std::optional<float> snr_db = {}, bool level = true) {
    added_ = Wanted(kind, voice, condition);
    if (!added_) return;
    if (level) sound = AtSpeechLevel(std::move(sound));
    const bool over = AgentSpeaksFirst(kind);
    const SoundSpan voiced = VoicedSpan(sound);
    const size_t after = over ? kRoomAfterOverlap : kRoomAfterTurn;
    DuplexCase made{.kind = kind,
                    .name = voice.name,
                    .condition = condition,
                    .language = voice.language,
                    .recorded = voice.recorded,
                    .sound = RoomTone(voice.recorded ? std::span<const float>(sound)
                                                     : std::span<const float>(),
                                      kRoomBefore + sound.size() + after, random_)};
    // The clip brings its own room: where it plays, nothing is added but what it lacks.
    std::fill_n(made.sound.begin() + kRoomBefore, voice.recorded ? sound.size() : 0, 0.0f);
    MixInto(made.sound, sound, kRoomBefore);
    if (snr_db) {
      auto noise = MakeNoise(NoiseKind::kCar, made.sound.size(), random_);
      Scale(noise, VoicedDbfs(sound) - *snr_db);
      MixInto(made.sound, noise, 0);
    }
    for (float& sample : made.sound) sample = std::clamp(sample, -1.0f, 1.0f);
    made.begin_ms = (static_cast<int64_t>(kRoomBefore) + voiced.begin) / kSamplesPerMs;
    made.end_ms = (static_cast<int64_t>(kRoomBefore) + voiced.end) / kSamplesPerMs;
    // Not always the same words of the reply: 1 to 2.8 s of it.
    if (over) made.heard_before_ms = 1000 + 600 * static_cast<int64_t>(cases_.size() % 4);
    cases_.push_back(std::move(made));
  }

  const DuplexSelection& selection_;
  std::mt19937 random_{1};
  std::map<std::string, size_t> counts_;
  std::vector<DuplexCase> cases_;
  bool added_ = false;
};

}  // namespace

bool DuplexSelection::Needs(DuplexRole role, Language of, size_t made) const {
  if (language != Language::kUnknown && language != of) return false;
  if (role == DuplexRole::kReply) return true;
  if (limit > 0 && made >= limit) return false;
  constexpr std::pair<DuplexRole, DuplexKind> kUses[] = {
      {DuplexRole::kSay, DuplexKind::kTurn},
      {DuplexRole::kPause, DuplexKind::kPause},
      {DuplexRole::kStop, DuplexKind::kStop},
      {DuplexRole::kInterrupt, DuplexKind::kInterruption},
      {DuplexRole::kBackchannel, DuplexKind::kBackchannel},
      {DuplexRole::kAside, DuplexKind::kSideTalk}};
  return std::ranges::any_of(kUses, [&](const auto& use) {
    return use.first == role &&
           (kinds.empty() || std::ranges::find(kinds, use.second) != kinds.end());
  });
}

std::string_view DuplexKindName(DuplexKind kind) {
  static constexpr std::string_view kNames[] = {"turn",        "pause", "interruption", "stop",
                                                "backchannel", "noise", "side-talk",    "echo"};
  return kNames[static_cast<size_t>(kind)];
}

std::vector<DuplexCase> BuildDuplexCases(const std::vector<DuplexMaterial>& material,
                                         const DuplexSelection& selection) {
  CaseBuilder builder(selection);
  for (const DuplexMaterial& voice : material) {
    switch (voice.role) {
      case DuplexRole::kReply:
        break;
      case DuplexRole::kSay:
        builder.Turn(voice);
        if (voice.recorded) {
          builder.Pauses(voice);
          builder.Over(DuplexKind::kInterruption, voice);
        }
        break;
      case DuplexRole::kPause:
        builder.Pauses(voice);
        break;
      case DuplexRole::kStop:
        builder.Over(DuplexKind::kStop, voice);
        break;
      case DuplexRole::kInterrupt:
        builder.Over(DuplexKind::kInterruption, voice);
        break;
      case DuplexRole::kBackchannel:
        builder.Over(DuplexKind::kBackchannel, voice);
        break;
      case DuplexRole::kAside:
        builder.Far(voice);
        break;
      case DuplexRole::kNoise:
        for (const Language language : {Language::kEnglish, Language::kChinese}) {
          DuplexMaterial noise = voice;
          if (voice.language != Language::kUnknown && voice.language != language) continue;
          noise.language = language;
          builder.Noise(std::move(noise), "recorded", kSuddenNoiseDb);
        }
        break;
    }
  }
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    builder.MadeNoises(language);
    builder.Echoes(language);
  }
  return builder.Take();
}

}  // namespace vivavoce::eval
