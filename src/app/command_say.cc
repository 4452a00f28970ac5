#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/persona_folder.h"
#include "audio/wav_writer.h"
#include "text/clause_splitter.h"
#include "text/script.h"
#include "text/speech_text.h"

namespace vivavoce::app {
namespace {

struct Options {
  std::string text;
  std::string output;
  std::string voice;
  float speed = 1;
  bool json = false;
  bool list_voices = false;
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

void Say(CommandContext& context, const Options& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (!options.list_voices && (options.text.empty() || options.output.empty())) {
    return context.Fail(
        Error::InvalidArgument("say needs a text and an output file: say \"Hello\" -o hello.wav"));
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
  request.speed = options.speed * (persona ? persona->voice.speed : 1);

  text::ClauseSplitter splitter({}, voice->segmenter);
  std::vector<std::string> clauses = splitter.Push(options.text);
  for (std::string& rest : splitter.Flush()) clauses.push_back(std::move(rest));
  std::vector<float> sound;
  auto words = nlohmann::ordered_json::array();
  for (const std::string& clause : clauses) {
    request.text = text::CleanForSpeech(clause);
    if (!text::HasSpeech(request.text)) continue;
    request.first_in_reply = sound.empty();
    auto spoken = voice->synthesizer->Synthesize(request);
    if (!spoken) return context.Fail(spoken.error());
    const auto ms = [&](int64_t sample) {
      return (static_cast<int64_t>(sound.size()) + sample) * 1000 / speaking::kSpeechSampleRateHz;
    };
    for (const speaking::SpokenWord& word : spoken->words) {
      words.push_back(
          {{"text", request.text.substr(word.text_begin, word.text_end - word.text_begin)},
           {"start_ms", ms(word.start_sample)},
           {"end_ms", ms(word.end_sample)}});
    }
    sound.insert(sound.end(), spoken->samples.begin(), spoken->samples.end());
  }
  if (sound.empty()) {
    return context.Fail(Error::InvalidArgument("there is nothing to say in this text", "text"));
  }
  const Status written = audio::WriteWav(options.output, sound, speaking::kSpeechSampleRateHz);
  if (!written) return context.Fail(written.error());
  const double seconds = static_cast<double>(sound.size()) / speaking::kSpeechSampleRateHz;
  if (options.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"file", options.output},
                                              {"voice", request.voice},
                                              {"language", LanguageCode(language)},
                                              {"seconds", seconds},
                                              {"words", std::move(words)}}
                           .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}: {:.2f} s, voice {}\n", options.output, seconds, request.voice);
  }
}

}  // namespace

void AddSayCommand(CLI::App& app, CommandContext& context) {
  static Options options;
  CLI::App* command = app.add_subcommand("say", "Speak a text into a WAV file");
  command->add_option("text", options.text, "what to say, in English or Chinese");
  command->add_option("-o,--output", options.output, "WAV file to write (24 kHz mono)");
  command->add_option("--voice", options.voice, "a voice of --list-voices or a persona [xiao_yue]");
  command->add_option("--speed", options.speed, "0.25 to 4 [1]")->check(CLI::Range(0.25, 4.0));
  command->add_flag("--list-voices", options.list_voices, "show the voices");
  command->add_flag("--json", options.json, "print file, length and word times as JSON");
  AddConfigFlags(*command, context, {"personas.", "runtime."});
  command->footer("Example: vivavoce say \"你好，我是小跃。\" -o hello.wav --json");
  command->callback([&context] { Say(context, options); });
}

}  // namespace vivavoce::app
