#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "dialogue/testing/scenario.h"

namespace vivavoce::dialogue {
namespace {

// Words, quoted strings as one.
std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> words;
  for (size_t i = 0; i < line.size();) {
    if (line[i] == ' ') {
      ++i;
    } else if (line[i] == '#') {
      break;
    } else if (line[i] == '"') {
      const size_t end = line.find('"', i + 1);
      words.push_back(line.substr(i + 1, end - i - 1));
      i = end == std::string::npos ? line.size() : end + 1;
    } else {
      const size_t end = std::min(line.find(' ', i), line.size());
      words.push_back(line.substr(i, end - i));
      i = end;
    }
  }
  return words;
}

int64_t Ms(const std::string& word) { return word == "never" ? -1 : std::stoll(word); }

void SetDetection(SessionConfig& session, const std::vector<std::string>& words, size_t i) {
  TurnDetection& detection = session.turn_detection;
  const std::string kind = words.at(i);
  const std::string how = words.size() > i + 1 ? words[i + 1] : "";
  if (kind == "none") {
    detection.type = TurnDetection::Type::kNone;
  } else if (kind == "server") {
    detection.type = TurnDetection::Type::kServerVad;
    if (!how.empty()) detection.silence_duration_ms = std::stoi(how);
  } else {
    detection.type = TurnDetection::Type::kSemanticVad;
    if (how == "low") detection.eagerness = TurnDetection::Eagerness::kLow;
    if (how == "medium") detection.eagerness = TurnDetection::Eagerness::kMedium;
    if (how == "high") detection.eagerness = TurnDetection::Eagerness::kHigh;
  }
}

void Set(SessionConfig& session, const std::string& name, const std::string& value) {
  if (name == "create_response") session.turn_detection.create_response = value == "true";
  if (name == "interrupt_response") session.turn_detection.interrupt_response = value == "true";
  if (name == "idle_timeout") session.turn_detection.idle_timeout_ms = std::stoi(value);
  if (name == "instructions") session.instructions = value;
  if (name == "backchannels") session.backchannels = value == "true";
  if (name == "transcription") session.transcription_events = value == "true";
  if (name == "policy" && value == "immediate") {
    session.interruption = InterruptionPolicy::kImmediate;
  }
}

CreateResponse ParseCreate(const std::vector<std::string>& words) {
  CreateResponse create;
  for (size_t i = 3; i < words.size(); ++i) {
    if (words[i] == "metadata") {
      create.metadata["k"] = "v";
    } else if (words[i] == "outside") {
      create.in_conversation = false;
    } else if (words[i] == "instructions") {
      create.instructions = words.at(++i);
    } else {
      create.event_id = words[i];
    }
  }
  return create;
}

Scenario::Input ParseClient(const std::vector<std::string>& words) {
  Scenario::Input input{.at = Ms(words.at(1))};
  const std::string& what = words.at(2);
  const std::string arg = words.size() > 3 ? words[3] : "";
  if (what == "create") input.event = ParseCreate(words);
  if (what == "cancel") input.event = CancelResponse{};
  if (what == "commit") input.event = CommitInput{};
  if (what == "clear") input.event = ClearInput{};
  if (what == "truncate") {
    input.event = TruncateItem{.audio_end_ms = Ms(arg)};
    input.wants_item = true;
  }
  if (what == "truncate-unknown") input.event = TruncateItem{.item_id = "nobody"};
  if (what == "output") {
    input.event = CreateItem{
        .item = {.type = ItemType::kFunctionCallOutput, .call_id = arg, .output = "the-output"}};
  }
  if (what == "text") {
    input.event =
        CreateItem{.item = {.content = {{.type = ContentPart::Type::kInputText, .text = arg}}}};
  }
  if (what == "voice" || what == "instructions" || what == "detect") {
    input.patches_session = true;
    input.patch_name = what;
    input.patch_value = arg;
  }
  return input;
}

void ParseLine(Scenario& s, const std::vector<std::string>& w, int line) {
  if (w[0] == "title") {
    for (size_t i = 1; i < w.size(); ++i) s.title += (i > 1 ? " " : "") + w[i];
  } else if (w[0] == "detect") {
    SetDetection(s.session, w, 1);
  } else if (w[0] == "set") {
    Set(s.session, w.at(1), w.at(2));
  } else if (w[0] == "say") {
    s.voices.push_back({Ms(w.at(1)), Ms(w.at(2)), w.at(3)});
  } else if (w[0] == "noise") {
    s.voices.push_back({Ms(w.at(1)), Ms(w.at(2)), ""});
  } else if (w[0] == "murmur") {
    s.murmurs.push_back({Ms(w.at(1)), Ms(w.at(2)), ""});
  } else if (w[0] == "score") {
    for (size_t i = 1; i < w.size(); ++i) s.scores.push_back(std::stof(w[i]));
  } else if (w[0] == "whole") {
    for (size_t i = 1; i < w.size(); ++i) s.whole.push_back(std::stof(w[i]));
  } else if (w[0] == "engine") {
    for (size_t i = 1; i + 1 < w.size(); i += 2) {
      (w[i] == "asr"   ? s.asr_ms
       : w[i] == "llm" ? s.llm_ms
       : w[i] == "tts" ? s.tts_ms
                       : s.opener_ms) = Ms(w[i + 1]);
    }
  } else if (w[0] == "reply") {
    s.reply_ms = Ms(w.at(1));
  } else if (w[0] == "agent" && w.at(1) == "call") {
    s.agent_call = w.at(2);
  } else if (w[0] == "agent") {
    s.agent_ms = Ms(w.at(1));
    if (w.size() > 2) s.agent_text = w[2];
  } else if (w[0] == "mic") {
    s.mic_from = Ms(w.at(1));
    s.mic_to = Ms(w.at(2));
  } else if (w[0] == "socket" && w.at(2) == "lost") {
    s.inputs.push_back(
        {.at = Ms(w[1]), .event = SocketLost{.window_ms = w.size() > 3 ? Ms(w[3]) : 0}});
  } else if (w[0] == "socket") {
    s.inputs.push_back({.at = Ms(w.at(1)), .event = SocketResumed{Ms(w.at(3)) * 24}});
  } else if (w[0] == "client") {
    s.inputs.push_back(ParseClient(w));
  } else if (w[0] == "end") {
    s.end = Ms(w.at(1));
  } else {
    s.expectations.push_back({line, w});
  }
}

}  // namespace

Result<Scenario> LoadScenario(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return Fail(Error::NotFound(fmt::format("cannot open {}", file.string())));
  Scenario scenario;
  scenario.name = file.stem().string();
  scenario.session.turn_detection.type = TurnDetection::Type::kSemanticVad;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    try {
      const std::vector<std::string> words = Split(line);
      if (!words.empty()) ParseLine(scenario, words, number);
    } catch (const std::exception& error) {
      return Fail(Error::InvalidArgument(
          fmt::format("{}:{}: {} ({})", scenario.name, number, line, error.what())));
    }
  }
  return scenario;
}

}  // namespace vivavoce::dialogue
