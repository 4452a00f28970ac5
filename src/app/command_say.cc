#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/persona_folder.h"
#include "app/read_aloud.h"
#include "audio/wav_writer.h"
#include "dialogue/persona_voice.h"
#include "speaking/plan_picture.h"
#include "text/direction.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::app {
namespace {

struct SayOptions {
  std::string text;
  std::string output;
  std::string voice;
  float speed = 1;
  std::string scene;
  std::string plan_svg;
  bool plan = false;
  bool json = false;
  bool list_voices = false;
};

constexpr int kPlanColumns = 110;

// What was spoken so far.
struct Reading {
  std::vector<float> sound;
  nlohmann::ordered_json words = nlohmann::ordered_json::array();
  nlohmann::ordered_json phonemes = nlohmann::ordered_json::array();
  std::vector<speaking::PictureClause> clauses;  // with a trace

  void Add(const std::string& text, speaking::SynthesizedClause& spoken) {
    const auto ms = [&](int64_t sample) {
      return (static_cast<int64_t>(sound.size()) + sample) * 1000 / speaking::kSpeechSampleRateHz;
    };
    for (const speaking::SpokenWord& word : spoken.words) {
      words.push_back({{"text", text.substr(word.text_begin, word.text_end - word.text_begin)},
                       {"start_ms", ms(word.start_sample)},
                       {"end_ms", ms(word.end_sample)}});
    }
    for (const speaking::SpokenPhoneme& phoneme : spoken.phonemes) {
      phonemes.push_back({{"symbol", text::ToUtf8(std::u32string_view(&phoneme.symbol, 1))},
                          {"start_ms", ms(phoneme.start_sample)},
                          {"end_ms", ms(phoneme.end_sample)}});
    }
    sound.insert(sound.end(), spoken.samples.begin(), spoken.samples.end());
    if (spoken.trace) clauses.push_back({text, std::move(spoken)});
  }
};

void ListVoices(const speaking::Synthesizer& synthesizer, bool json) {
  auto rows = nlohmann::ordered_json::array();
  for (const speaking::VoiceInfo& voice : synthesizer.Voices()) {
    if (!json) {
      fmt::print("{:<14} {} {}\n", voice.id, LanguageCode(voice.language),
                 voice.female ? "female" : "male");
    }
    rows.push_back({{"id", voice.id},
                    {"language", LanguageCode(voice.language)},
                    {"gender", voice.female ? "female" : "male"}});
  }
  if (json) fmt::print("{}\n", rows.dump(2));
}

void Say(CommandContext& context, const SayOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (!options.list_voices && (options.text.empty() || options.output.empty())) {
    return context.Fail(
        Error::InvalidArgument("say needs a text and an output file: say \"Hello\" -o hello.wav"));
  }
  if (!(options.speed >= 0.25f && options.speed <= 4)) {  // the flag's own check lets "nan" pass
    return context.Fail(Error::InvalidArgument("must be 0.25 to 4", "--speed"));
  }
  auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  auto voice = LoadVoice(**store, CoresToUse(*config));
  if (!voice) return context.Fail(voice.error());
  if (options.list_voices) return ListVoices(*voice->synthesizer, options.json);
  const auto folder = PersonaFolder(*config);
  if (!folder) return context.Fail(folder.error());
  auto personas = persona::PersonaLibrary::Load(*folder);
  if (!personas) return context.Fail(personas.error());
  const Language language = text::DominantLanguage(options.text);
  const persona::Persona* persona =
      personas->Find(options.voice.empty() ? config->persona_default : options.voice);
  speaking::SynthesisRequest request;
  request.language = language;
  request.voice = persona ? persona->voice.id.For(language) : options.voice;
  request.speed = std::clamp(options.speed * (persona ? persona->voice.speed : 1), 0.25f, 4.0f);
  if (persona) {
    request.profile = dialogue::ProfileOf(persona->voice);
    if (options.scene.empty()) request.scene = dialogue::SceneOf(persona->voice, language);
  }
  if (!options.scene.empty()) request.scene = text::ReadScene(options.scene);
  request.trace = options.plan || !options.plan_svg.empty();

  Reading reading;
  const Status read = ReadAloud(
      options.text, request, {}, voice->segmenter,
      [&](const speaking::SynthesisRequest& clause) {
        return voice->synthesizer->Synthesize(clause);
      },
      [&](const speaking::SynthesisRequest& clause, speaking::SynthesizedClause& spoken) {
        reading.Add(clause.text, spoken);
        return true;
      });
  if (!read) return context.Fail(read.error());
  if (reading.sound.empty()) {
    return context.Fail(Error::InvalidArgument("there is nothing to say in this text", "text"));
  }
  const Status written =
      audio::WriteWav(options.output, reading.sound, speaking::kSpeechSampleRateHz);
  if (!written) return context.Fail(written.error());
  if (!options.plan_svg.empty()) {
    std::ofstream file(options.plan_svg);
    file << speaking::PlanAsSvg(reading.clauses);
    if (!file.flush()) {
      return context.Fail(Error::Unavailable("cannot write " + options.plan_svg, "plan-svg"));
    }
  }
  const double seconds = static_cast<double>(reading.sound.size()) / speaking::kSpeechSampleRateHz;
  if (options.json) {
    fmt::print("{}\n",
               nlohmann::ordered_json{{"file", options.output},
                                      {"voice", request.voice},
                                      {"language", LanguageCode(language)},
                                      {"seconds", seconds},
                                      {"words", std::move(reading.words)},
                                      {"phonemes", std::move(reading.phonemes)}}
                   .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return;
  }
  if (options.plan) fmt::print("{}", speaking::PlanAsText(reading.clauses, kPlanColumns));
  fmt::print("{}: {:.2f} s, voice {}\n", options.output, seconds, request.voice);
}

}  // namespace

void AddSayCommand(CLI::App& app, CommandContext& context) {
  static SayOptions options;
  CLI::App* command = app.add_subcommand("say", "Speak a text into a WAV file");
  command->add_option("text", options.text, "what to say, in English or Chinese");
  command->add_option("-o,--output", options.output, "WAV file to write (24 kHz mono)");
  command->add_option("--voice", options.voice, "a voice of --list-voices or a persona [xiao_yue]");
  command->add_option("--speed", options.speed, "0.25 to 4 [1]")->check(CLI::Range(0.25, 4.0));
  command->add_option("--scene", options.scene,
                      "how all of it is said: \"late at night, comforting her\", \"深夜，安慰她\" "
                      "[the persona's own]");
  command->add_flag("--plan", options.plan, "show the prosody as a picture");
  command->add_option("--plan-svg", options.plan_svg, "SVG file to write the picture to");
  command->add_flag("--list-voices", options.list_voices, "show the voices");
  command->add_flag("--json", options.json, "print file, length, word and phoneme times as JSON");
  AddConfigFlags(*command, context, {"personas.", "runtime."});
  command->footer(
      "Directions in the text are obeyed: (whispering) （轻笑） [sigh] [pause 300ms] *word*.\n"
      "Example: vivavoce say \"（压低声音）你好，我是小跃。\" -o hello.wav --scene \"深夜\" --plan");
  command->callback([&context] { Say(context, options); });
}

}  // namespace vivavoce::app
