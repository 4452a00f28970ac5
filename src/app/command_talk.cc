#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/file_conversation.h"
#include "app/live_conversation.h"
#include "audio/wav_file.h"
#include "audio/wav_writer.h"
#include "dialogue/perception_json.h"
#include "speaking/synthesizer.h"

namespace vivavoce::app {
namespace {

struct TalkOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> texts;
  std::string output;
  std::string instructions;
  std::string voice;
  bool guard = true;
  bool json = false;
};

Result<std::vector<UserTurn>> ReadTurns(const TalkOptions& options) {
  std::vector<UserTurn> turns;
  for (const std::string& input : options.inputs) {
    auto wav = audio::ReadWav(input);
    if (!wav) return Fail(wav.error());
    turns.push_back({std::move(wav->samples), wav->sample_rate_hz, ""});
  }
  for (const std::string& text : options.texts) turns.push_back({{}, 0, text});
  return turns;
}

// Said before the conversation, not after it; what is in the file stays until there is an answer.
Status CheckWritable(const std::string& output) {
  if (output.empty()) return {};
  std::error_code error;
  const bool existed = std::filesystem::exists(output, error);
  if (!std::ofstream(output, std::ios::app)) {
    return Fail(Error::Unavailable("cannot write " + output, "--output"));
  }
  if (!existed) std::filesystem::remove(output, error);
  return {};
}

nlohmann::ordered_json ToJson(const TurnOutcome& turn) {
  const double seconds =
      static_cast<double>(turn.reply_samples.size()) / speaking::kSpeechSampleRateHz;
  nlohmann::ordered_json json{
      {"user", {{"text", turn.user_text}, {"language", LanguageCode(turn.language)}}},
      {"reply", {{"text", turn.reply_text}, {"audio_seconds", seconds}, {"status", turn.status}}},
      {"latency_ms", turn.latency_ms}};
  if (turn.heard) {
    json["user"]["tone"] = turn.tone;
    json["user"]["perception"] = dialogue::PerceptionToJson(*turn.heard);
  }
  if (!turn.error.empty()) json["reply"]["error"] = turn.error;
  return json;
}

void Print(const TurnOutcome& turn) {
  fmt::print("you:   {}\n", turn.user_text.empty() ? "(nothing was understood)" : turn.user_text);
  if (!turn.tone.empty()) fmt::print("       ({})\n", turn.tone);
  if (turn.status == "no_reply") {
    fmt::print("       (no reply: no speech was found)\n");
  } else if (turn.status == "failed") {
    fmt::print("reply: failed: {}\n", turn.error);
  } else {
    fmt::print("reply: {}\n", turn.reply_text);
  }
  const auto first_audio = turn.latency_ms.find("first_audio");
  if (first_audio != turn.latency_ms.end()) {
    fmt::print("       first audio {} ms after the end of your speech\n", first_audio->second);
  }
  std::fflush(stdout);
}

void Talk(CommandContext& context, const TalkOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return context.Fail(logging.error());
  if (const Status writable = CheckWritable(options.output); !writable) {
    return context.Fail(writable.error());
  }
  auto turns = ReadTurns(options);
  if (!turns) return context.Fail(turns.error());
  auto parts = EngineParts::Load(*config, [&](const std::string& step) {
    if (!options.json) fmt::print(stderr, "loading the {} ...\n", step);
  });
  if (!parts) return context.Fail(parts.error());

  const auto voices = (*parts)->voice.synthesizer->Voices();
  const bool persona_voice = (*parts)->personas->Find(options.voice) != nullptr;
  if (!persona_voice &&
      std::ranges::find(voices, options.voice, &speaking::VoiceInfo::id) == voices.end() &&
      options.voice.find(':') == std::string::npos) {
    return context.Fail(Error::NotFound(
        "there is no voice '" + options.voice + "'; `vivavoce say --list-voices` shows them",
        "--voice"));
  }
  dialogue::SessionConfig session;
  session.persona = config->persona_default;
  session.instructions = options.instructions;
  session.voice = options.voice;
  session.guard = options.guard;
  session.perception.emotion = config->perception_emotion;
  session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
  if (turns->empty()) {
    const Status talked = RunLiveConversation(*(*parts)->engine, session);
    if (!talked) context.Fail(talked.error());
    return;
  }
  session.openers = false;  // nobody waits
  const auto outcomes =
      RunFileConversation(*(*parts)->engine, session, *turns, [&](const TurnOutcome& turn) {
        if (!options.json) Print(turn);
      });
  if (!outcomes) return context.Fail(outcomes.error());

  std::vector<float> sound;
  auto json = nlohmann::ordered_json::array();
  for (const TurnOutcome& turn : *outcomes) {
    sound.insert(sound.end(), turn.reply_samples.begin(), turn.reply_samples.end());
    json.push_back(ToJson(turn));
    if (turn.status == "failed") context.exit_code = 1;
  }
  if (!options.output.empty()) {
    const Status written = audio::WriteWav(options.output, sound, speaking::kSpeechSampleRateHz);
    if (!written) return context.Fail(written.error());
  }
  if (options.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"turns", std::move(json)}}.dump(
                           2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }
}

}  // namespace

void AddTalkCommand(CLI::App& app, CommandContext& context) {
  static TalkOptions options;
  CLI::App* command =
      app.add_subcommand("talk", "Hold a conversation: from files, or with the microphone");
  command->add_option("-i,--input", options.inputs,
                      "recorded turns (WAV), one after the other; none: the microphone");
  command->add_option("-t,--text", options.texts, "typed turns, after the recorded ones");
  command->add_option("-o,--output", options.output, "the spoken replies, as one WAV file");
  command->add_option("--instructions", options.instructions,
                      "in place of the persona's own prompt");
  command->add_option("--voice", options.voice, "in place of the persona's own voice");
  command->add_flag("!--no-guard", options.guard,
                    "do not keep the persona in its character (docs/guard.md)");
  command->add_flag("--json", options.json,
                    "print {\"turns\":[{\"user\",\"reply\",\"latency_ms\"}]} instead of text");
  AddConfigFlags(*command, context, {"llm.", "personas.", "perception.", "runtime.", "log."});
  command->footer("Example: vivavoce talk --input question.wav --output answer.wav --json");
  command->callback([&context] { Talk(context, options); });
}

}  // namespace vivavoce::app
