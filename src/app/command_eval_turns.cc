#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/hearing_models.h"
#include "app/turn_reader.h"
#include "audio/resampler.h"
#include "audio/wav_file.h"
#include "eval/duplex_cases.h"
#include "eval/duplex_phrases.h"
#include "eval/duplex_score.h"
#include "eval/sound_scene.h"
#include "text/clause_splitter.h"

namespace vivavoce::app {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxTurnSetBytes = 16 << 20;

struct EvalTurnsOptions {
  std::vector<std::string> sets;
  std::string phrases;
  std::vector<std::string> kinds;
  std::string language;
  std::string eagerness = "auto";
  std::string interruption = "adaptive";
  std::string json;
  size_t limit = 0;
  eval::DuplexTiming timing;
  bool words_unread = false;
  bool quiet = false;
};

// Members are destroyed from the last to the first.
struct TurnModels {
  HearingModels hearing;
  Voice voice;
  std::optional<TurnReader> reader;

  static Result<TurnModels> Load(const Config& config, bool reads) {
    const int threads = CoresToUse(config);
    auto hearing = HearingModels::Load(threads);
    if (!hearing) return Fail(hearing.error());
    auto voice = LoadVoice(*hearing->store, threads);
    if (!voice) return Fail(voice.error());
    TurnModels models{std::move(*hearing), std::move(*voice), std::nullopt};
    if (!reads) return models;
    auto reader = TurnReader::Load(config, *models.hearing.store);
    if (!reader) return Fail(reader.error());
    models.reader = std::move(*reader);
    return models;
  }
  eval::DuplexEars Ears() {
    eval::DuplexEars ears = hearing.Ears();
    if (reader) ears.read_turn = [this](const auto& request) { return reader->Whole(request); };
    return ears;
  }
};

// The agent has the first voice of its language, users have the others in turn.
class Cast {
 public:
  explicit Cast(const speaking::Synthesizer& synthesizer) {
    for (const speaking::VoiceInfo& voice : synthesizer.Voices()) {
      voices_[voice.language].push_back(voice.id);
    }
  }
  std::string Agent(Language language) { return voices_[language].front(); }
  std::string User(Language language) {
    const auto& voices = voices_[language];
    return voices[1 + next_++ % (voices.size() - 1)];
  }

 private:
  std::map<Language, std::vector<std::string>> voices_;
  size_t next_ = 0;
};

Result<eval::DuplexMaterial> Say(const eval::DuplexPhrase& phrase, const std::string& voice,
                                 speaking::Synthesizer& synthesizer) {
  const auto said = synthesizer.Synthesize(
      {.text = phrase.text, .language = phrase.language, .voice = voice, .cancel = {}});
  if (!said) return Fail(said.error());
  auto samples = audio::Resample(said->samples, speaking::kSpeechSampleRateHz, eval::kSceneRateHz);
  if (!samples) return Fail(samples.error());
  eval::DuplexMaterial material{.role = phrase.role,
                                .name = phrase.name,
                                .language = phrase.language,
                                .recorded = false,
                                .samples = std::move(*samples),
                                .gaps = {}};
  for (const size_t pause : phrase.pauses) {
    const auto behind =
        std::ranges::find_if(said->words, [&](const auto& w) { return w.text_begin >= pause; });
    if (behind == said->words.end() || behind == said->words.begin()) {
      return Fail(Error::Internal("no word before or behind the pause of " + phrase.name));
    }
    const int64_t middle = (std::prev(behind)->end_sample + behind->start_sample) / 2;
    material.gaps.push_back(middle * eval::kSceneRateHz / speaking::kSpeechSampleRateHz);
  }
  return material;
}

Result<eval::DuplexMaterial> ReadClip(const eval::DuplexClip& clip, const fs::path& folder,
                                      hearing::Recognizer& recognizer) {
  auto wav = audio::ReadWav(folder / clip.file);
  if (!wav) return Fail(wav.error());
  auto samples = audio::Resample(wav->samples, wav->sample_rate_hz, eval::kSceneRateHz);
  if (!samples) return Fail(samples.error());
  eval::DuplexMaterial material{.role = clip.role,
                                .name = fs::path(clip.file).stem().string(),
                                .language = clip.language,
                                .recorded = true,
                                .samples = std::move(*samples),
                                .gaps = {}};
  if (clip.role != eval::DuplexRole::kSay && clip.role != eval::DuplexRole::kPause) return material;
  hearing::RecognizeOptions options;
  options.language = clip.language;
  options.word_times = true;
  const auto heard = recognizer.Recognize(material.samples, options);
  if (!heard) return Fail(heard.error());
  for (const hearing::TranscriptWord& word : heard->words) {
    const int64_t gap = eval::GapNear(material.samples, word.end_ms * eval::kSceneRateHz / 1000);
    if (gap >= 0 && (material.gaps.empty() || gap > material.gaps.back())) {
      material.gaps.push_back(gap);
    }
  }
  return material;
}

Result<eval::DuplexReply> SayReply(const eval::DuplexPhrase& phrase, const std::string& voice,
                                   speaking::Synthesizer& synthesizer) {
  text::ClauseSplitter splitter;
  std::vector<std::string> texts = splitter.Push(phrase.text);
  for (std::string& rest : splitter.Flush()) texts.push_back(std::move(rest));
  eval::DuplexReply reply;
  int64_t samples = 0;
  size_t bytes = 0;
  for (const std::string& text : texts) {
    auto said = synthesizer.Synthesize({.text = text,
                                        .language = phrase.language,
                                        .voice = voice,
                                        .first_in_reply = samples == 0,
                                        .cancel = {}});
    if (!said) return Fail(said.error());
    dialogue::ReplyClause clause{.text = text, .samples = std::move(said->samples), .words = {}};
    for (const speaking::SpokenWord& word : said->words) {
      clause.words.push_back(
          {bytes + word.text_end, samples + word.start_sample, samples + word.end_sample});
    }
    samples += static_cast<int64_t>(clause.samples.size());
    bytes += text.size();
    reply.clauses.push_back(std::move(clause));
  }
  return reply;
}

dialogue::SessionConfig SessionOf(const EvalTurnsOptions& options) {
  using Eagerness = dialogue::TurnDetection::Eagerness;
  dialogue::SessionConfig session;
  session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
  session.turn_detection.eagerness = options.eagerness == "low"      ? Eagerness::kLow
                                     : options.eagerness == "medium" ? Eagerness::kMedium
                                     : options.eagerness == "high"   ? Eagerness::kHigh
                                                                     : Eagerness::kAuto;
  if (options.interruption == "immediate") {
    session.interruption = dialogue::InterruptionPolicy::kImmediate;
  }
  return session;
}

void ShowOutcome(const eval::DuplexOutcome& o) {
  std::string heard;
  for (const std::string& words : o.heard) heard += (heard.empty() ? "" : " / ") + words;
  const auto ms = [](const std::optional<int64_t>& value) {
    return value ? std::to_string(*value) : "-";
  };
  fmt::print("{} {:<13}{:<3} {:<28}{:<10} ", o.right() ? "+" : "-", DuplexKindName(o.kind),
             LanguageCode(o.language), o.name, o.condition);
  if (AgentSpeaksFirst(o.kind)) {
    fmt::print("{} left {} told {} hole {}", o.stopped ? "stopped" : "went on", ms(o.last_sent_ms),
               ms(o.told_ms), o.hole_ms);
  } else {
    fmt::print("{}{}decided {} answer {}", o.cut_in ? "CUT IN " : "", o.split ? "split " : "",
               ms(o.decided_ms), ms(o.answered_ms));
  }
  fmt::print("  \"{}\"\n", heard);
  std::fflush(stdout);
}

using Replies = std::map<Language, eval::DuplexReply>;

Result<std::vector<eval::DuplexPhrase>> ReadPhrases(const std::string& file) {
  if (file.empty()) return eval::ParseDuplexPhrases(eval::BuiltInDuplexPhrases(), "built in");
  const auto text = ReadBytes(file, kMaxTurnSetBytes);
  if (!text) return Fail(text.error());
  return eval::ParseDuplexPhrases(*text, file);
}

Result<std::vector<eval::DuplexMaterial>> Collect(const EvalTurnsOptions& options,
                                                  const eval::DuplexSelection& selection,
                                                  const TurnModels& models, Replies& replies) {
  std::vector<eval::DuplexMaterial> material;
  for (const std::string& set : options.sets) {
    const auto text = ReadBytes(set, kMaxTurnSetBytes);
    if (!text) return Fail(text.error());
    const auto clips = eval::ParseDuplexSet(*text, set);
    if (!clips) return Fail(clips.error());
    for (const eval::DuplexClip& clip : *clips) {
      auto read = ReadClip(clip, fs::path(set).parent_path(), *models.hearing.recognizer);
      if (!read) return Fail(read.error());
      material.push_back(std::move(*read));
    }
  }
  const auto phrases = ReadPhrases(options.phrases);
  if (!phrases) return Fail(phrases.error());
  Cast cast(*models.voice.synthesizer);
  std::map<std::pair<eval::DuplexRole, Language>, size_t> made;
  for (const eval::DuplexPhrase& phrase : *phrases) {
    size_t& of_its_sort = made[{phrase.role, phrase.language}];
    if (!selection.Needs(phrase.role, phrase.language, of_its_sort)) continue;
    ++of_its_sort;
    if (phrase.role == eval::DuplexRole::kReply) {
      auto reply = SayReply(phrase, cast.Agent(phrase.language), *models.voice.synthesizer);
      if (!reply) return Fail(reply.error());
      replies[phrase.language] = std::move(*reply);
      continue;
    }
    auto said = Say(phrase, cast.User(phrase.language), *models.voice.synthesizer);
    if (!said) return Fail(said.error());
    material.push_back(std::move(*said));
  }
  return material;
}

void EvalTurns(CommandContext& context, const EvalTurnsOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return context.Fail(logging.error());
  auto models = TurnModels::Load(*config, !options.words_unread);
  if (!models) return context.Fail(models.error());
  eval::DuplexSelection selection{.kinds = {},
                                  .language = LanguageFromCode(options.language),
                                  .limit = options.limit};
  for (const eval::DuplexKind kind : eval::kDuplexKinds) {
    if (std::ranges::find(options.kinds, DuplexKindName(kind)) != options.kinds.end()) {
      selection.kinds.push_back(kind);
    }
  }
  Replies replies;
  const auto material = Collect(options, selection, *models, replies);
  if (!material) return context.Fail(material.error());
  const eval::DuplexClient client{.session = SessionOf(options)};
  std::vector<eval::DuplexOutcome> outcomes;
  for (const eval::DuplexCase& each : eval::BuildDuplexCases(*material, selection)) {
    const auto trace = eval::RunDuplexCase(each, models->Ears(), replies[each.language],
                                           options.timing, client);
    if (!trace) return context.Fail(trace.error());
    outcomes.push_back(eval::ScoreDuplexCase(each, *trace));
    if (!options.quiet) ShowOutcome(outcomes.back());
  }
  fmt::print("{}", eval::DuplexTextReport(outcomes));
  WriteEvalReport(context, options.json, eval::DuplexJsonReport(outcomes));
}

}  // namespace

void AddEvalTurns(CLI::App& eval, CommandContext& context) {
  static EvalTurnsOptions options;
  CLI::App* command = eval.add_subcommand(
      "turns", "Scripted meetings in virtual time: who takes the floor, when, and who lets go");
  command->add_option("sets", options.sets,
                      "recordings (JSON lines: file, lang, role) beside the synthesised speech");
  command->add_option("--phrases", options.phrases,
                      "what the synthesised users say (TSV) instead of the built-in phrases");
  command->add_option("--kinds", options.kinds, "only these, comma between them [all]")
      ->delimiter(',')
      ->check(CLI::IsMember({"turn", "pause", "interruption", "stop", "backchannel", "noise",
                             "side-talk", "echo"}));
  command->add_option("--language", options.language, "en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--limit", options.limit,
                      "at most so many cases of each kind, language, condition and origin [all]");
  command->add_option("--eagerness", options.eagerness, "of semantic_vad: low, medium, high, auto")
      ->check(CLI::IsMember({"low", "medium", "high", "auto"}))
      ->capture_default_str();
  command->add_option("--interruption", options.interruption, "adaptive or immediate")
      ->check(CLI::IsMember({"adaptive", "immediate"}))
      ->capture_default_str();
  command->add_option("--cost", options.timing.cost,
                      "virtual ms for each ms of CPU time of recogniser and end-of-turn model")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  command->add_option("--reply-ms", options.timing.reply_ms,
                      "virtual ms from an order to reply to its first sound")
      ->check(CLI::Range(0, 10000))
      ->capture_default_str();
  command->add_flag("--words-unread", options.words_unread,
                    "without the language model, which reads whether a turn's words are whole");
  command->add_flag("-q,--quiet", options.quiet, "only the tables");
  command->add_option("--json", options.json, "write tables and cases to this file");
  AddConfigFlags(*command, context, {"llm.", "runtime.", "log."});
  command->footer("Example: vivavoce eval turns tests/data/speech/manifest.jsonl --cores 1");
  command->callback([&context] { EvalTurns(context, options); });
}

}  // namespace vivavoce::app
