#include <fmt/core.h>

#include <cstdio>
#include <map>
#include <utility>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/engine_parts.h"
#include "app/read_aloud.h"
#include "audio/resampler.h"
#include "audio/sound_encoder.h"
#include "eval/expressive_report.h"
#include "runtime/machine_facts.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxTextsBytes = 4 << 20;

struct EvalExpressiveOptions {
  std::string set;
  std::vector<std::string> expressions;
  std::vector<std::string> voices = {"af_heart", "am_michael", "zf_xiaoxiao", "zm_yunxi"};
  std::string language;
  std::string part = "all";
  size_t limit = 0;
  bool quiet = false;
  std::string json;
  std::string html;
};

// Speaks texts and listens to them again.
class ExpressiveStage {
 public:
  ExpressiveStage(Voice voice, std::unique_ptr<hearing::Recognizer> recognizer)
      : voice_(std::move(voice)), recognizer_(std::move(recognizer)) {}

  Language LanguageOf(const std::string& voice) const {
    for (const auto& info : voice_.synthesizer->Voices()) {
      if (info.id == voice) return info.language;
    }
    return Language::kUnknown;
  }

  // `words`: what should be heard.
  Result<eval::SpokenText> Speak(const std::string& written, const std::string& words,
                                 const std::string& voice, Language language) {
    speaking::SynthesisRequest manner;
    manner.voice = voice;
    manner.language = language;
    manner.trace = true;
    eval::SpokenText spoken{.sample_rate_hz = speaking::kSpeechSampleRateHz};
    const Status read = ReadAloud(
        written, manner, {}, voice_.segmenter,
        [&](const auto& request) { return voice_.synthesizer->Synthesize(request); },
        [&](const auto& request, auto& clause) {
          Append(request, clause, spoken);
          return true;
        });
    if (!read) return Fail(read.error());
    const auto narrow = audio::Resample(eval::WordsAlone(spoken), spoken.sample_rate_hz,
                                        hearing::kHearingSampleRateHz);
    if (!narrow) return Fail(narrow.error());
    hearing::RecognizeOptions options;
    options.language = language;
    const auto heard = recognizer_->Recognize(*narrow, options);
    if (!heard) return Fail(heard.error());
    spoken.heard = heard->text;
    spoken.errors = text::CompareTranscripts(words, heard->text);
    return spoken;
  }

 private:
  static void Append(const speaking::SynthesisRequest& request,
                     const speaking::SynthesizedClause& clause, eval::SpokenText& spoken) {
    const auto seconds = [&](int64_t sample) {
      return static_cast<double>(static_cast<int64_t>(spoken.samples.size()) + sample) /
             speaking::kSpeechSampleRateHz;
    };
    const size_t first = spoken.words.size();
    for (const speaking::SpokenWord& word : clause.words) {
      spoken.words.push_back({seconds(word.start_sample), seconds(word.end_sample)});
    }
    for (const text::SpeechCue& cue : request.cues) {
      if (cue.kind == text::SpeechCue::Kind::kPause) {
        spoken.pause_ms += cue.pause_ms;
        spoken.pause_before = first;
        for (const speaking::SpokenWord& word : clause.words) {
          spoken.pause_before += word.text_begin < cue.begin ? 1 : 0;
        }
      }
      if (cue.kind != text::SpeechCue::Kind::kEmphasis) continue;
      for (size_t i = 0; i < clause.words.size(); ++i) {
        const speaking::SpokenWord& word = clause.words[i];
        if (word.text_end <= cue.begin || word.text_begin >= cue.end) continue;
        if (spoken.stress_end == 0) spoken.stress_begin = first + i;
        spoken.stress_end = first + i + 1;
      }
    }
    if (clause.trace) {
      for (const auto& mark : clause.trace->marks) {
        if (mark.name.starts_with("pause")) continue;
        spoken.events.push_back({seconds(mark.start_sample), seconds(mark.end_sample)});
      }
    }
    spoken.samples.insert(spoken.samples.end(), clause.samples.begin(), clause.samples.end());
  }

  Voice voice_;
  std::unique_ptr<hearing::Recognizer> recognizer_;
};

Result<std::string> Mp3Of(const eval::SpokenText& spoken) {
  auto encoder = audio::SoundEncoder::Create(audio::SoundFormat::kMp3, spoken.sample_rate_hz);
  if (!encoder) return Fail(encoder.error());
  auto bytes = (*encoder)->Encode(spoken.samples);
  if (!bytes) return bytes;
  const auto rest = (*encoder)->Finish();
  if (!rest) return rest;
  return *bytes + *rest;
}

bool Wanted(const eval::ExpressiveText& text, const EvalExpressiveOptions& options) {
  if (!options.language.empty() && LanguageCode(text.language) != options.language) return false;
  if (options.part != "all" && text.held_out != (options.part == "held-out")) return false;
  if (options.limit > 0 && text.number > options.limit) return false;
  return options.expressions.empty() ||
         std::ranges::find(options.expressions, eval::ExpressionName(text.expression)) !=
             options.expressions.end();
}

void ShowOutcome(const eval::ExpressiveOutcome& outcome) {
  std::string cues;
  for (const auto& cue : outcome.verdict.cues) {
    cues += fmt::format("  {} {:.2f} {}", cue.name, cue.value, cue.unit);
  }
  fmt::print("{:<5} {:<17}{:<12}{}\n      {}\n", outcome.verdict.right ? "ok" : "SHORT",
             outcome.text.id, outcome.voice, cues, outcome.text.directed);
  if (outcome.directed_errors.errors() > 0) fmt::print("      heard {}\n", outcome.directed_heard);
  std::fflush(stdout);
}

Result<std::vector<eval::ExpressiveOutcome>> RunExpressive(
    ExpressiveStage& stage, const std::vector<eval::ExpressiveText>& texts,
    const EvalExpressiveOptions& options) {
  std::map<Language, std::vector<std::string>> voices;
  for (const std::string& voice : options.voices) voices[stage.LanguageOf(voice)].push_back(voice);
  std::map<std::pair<std::string, std::string>, eval::SpokenText> neutrals;
  std::vector<eval::ExpressiveOutcome> outcomes;
  for (const eval::ExpressiveText& text : texts) {
    if (!Wanted(text, options)) continue;
    const auto& of_language = voices[text.language];
    if (of_language.empty()) {
      return Fail(Error::InvalidArgument(
          fmt::format("must have a voice of '{}'", LanguageCode(text.language)), "--voices"));
    }
    // Both halves of the texts hear every voice.
    const std::string& voice = of_language[(text.number - 1) / 2 % of_language.size()];
    auto found = neutrals.find({voice, text.neutral});
    if (found == neutrals.end()) {
      auto neutral = stage.Speak(text.neutral, text.neutral, voice, text.language);
      if (!neutral) return Fail(neutral.error());
      found = neutrals.emplace(std::pair(voice, text.neutral), *std::move(neutral)).first;
    }
    auto directed = stage.Speak(text.directed, text.neutral, voice, text.language);
    if (!directed) return Fail(directed.error());
    auto verdict = eval::CheckExpression(text.expression, found->second, *directed);
    if (!verdict) {
      return Fail(Error::InvalidArgument(verdict.error().message, text.id));
    }
    eval::ExpressiveOutcome outcome{.text = text, .voice = voice, .verdict = *std::move(verdict)};
    outcome.neutral_errors = found->second.errors;
    outcome.neutral_heard = found->second.heard;
    outcome.directed_errors = directed->errors;
    outcome.directed_heard = directed->heard;
    if (!options.html.empty()) {
      auto plain = Mp3Of(found->second), acted = Mp3Of(*directed);
      if (!plain) return Fail(plain.error());
      if (!acted) return Fail(acted.error());
      outcome.neutral_sound = *std::move(plain);
      outcome.directed_sound = *std::move(acted);
    }
    if (!options.quiet) ShowOutcome(outcome);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void EvalExpressive(CommandContext& context, const EvalExpressiveOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  std::string text(eval::BuiltInExpressiveTexts());
  if (!options.set.empty()) {
    auto own = ReadBytes(options.set, kMaxTextsBytes);
    if (!own) return context.Fail(own.error());
    text = *std::move(own);
  }
  const auto texts =
      eval::ParseExpressiveTexts(text, options.set.empty() ? "built in" : options.set);
  if (!texts) return context.Fail(texts.error());
  const auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  const int cores = CoresToUse(*config);
  auto voice = LoadVoice(**store, cores);
  if (!voice) return context.Fail(voice.error());
  auto recognizer = LoadRecognizer(**store, cores);
  if (!recognizer) return context.Fail(recognizer.error());
  ExpressiveStage stage(*std::move(voice), *std::move(recognizer));
  const auto outcomes = RunExpressive(stage, *texts, options);
  if (!outcomes) return context.Fail(outcomes.error());
  if (outcomes->empty()) {
    return context.Fail(Error::InvalidArgument("no text of the set is wanted", "--expressions"));
  }
  fmt::print("{}", eval::ExpressiveTable(*outcomes));
  auto report = eval::ExpressiveJson(*outcomes);
  report["machine"] = nlohmann::ordered_json::parse(runtime::CollectMachineFacts().ToJson());
  WriteEvalReport(context, options.json, std::move(report));
  if (options.html.empty()) return;
  const Status written =
      WriteBytes(options.html, eval::ExpressiveHtml(*outcomes), /*force=*/true);
  if (!written) context.Fail(written.error());
}

}  // namespace

void AddEvalExpressive(CLI::App& eval, CommandContext& context) {
  static EvalExpressiveOptions options;
  CLI::App* command = eval.add_subcommand(
      "expressive", "Speak texts with and without their directions and measure the difference");
  command->add_option("--set", options.set, "texts of your own (TSV) [evals/expressive/texts.tsv]");
  command
      ->add_option("--expressions", options.expressions,
                   "only these: whisper, laugh, sigh, emphasis, pause, faster, slower, higher, "
                   "lower, question, sadness, excitement, anger, tenderness")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(vivavoce::eval::kExpressionNames.begin(),
                                                     vivavoce::eval::kExpressionNames.end())));
  command->add_option("--voices", options.voices, "spoken by these in turn, by language")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--language", options.language, "en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--part", options.part, "tuned, held-out or all [all]")
      ->check(CLI::IsMember({"tuned", "held-out", "all"}));
  command->add_option("--limit", options.limit,
                      "at most so many texts of an expression and language");
  command->add_flag("-q,--quiet", options.quiet, "only the table");
  command->add_option("--json", options.json, "write rates and measurements to this file");
  command->add_option("--html", options.html, "write a page with both recordings of every text");
  AddConfigFlags(*command, context, {"runtime."});
  command->footer("Example: vivavoce eval expressive --part held-out --html expressive.html");
  command->callback([&context] { EvalExpressive(context, options); });
}

}  // namespace vivavoce::app
