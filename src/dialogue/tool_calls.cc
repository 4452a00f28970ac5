#include "dialogue/tool_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "text/trim.h"

namespace vivavoce::dialogue {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kOpen = "<tool_call>";
constexpr std::string_view kClose = "</tool_call>";
constexpr std::string_view kFence = "```";
constexpr std::string_view kSpace = " \t\r\n";

Json Parse(std::string_view text) { return Json::parse(text, nullptr, false); }

// ```json\n...\n``` without its fence.
std::string_view WithoutFence(std::string_view text) {
  text = text::Trim(text);
  if (!text.starts_with(kFence)) return text;
  text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  if (const size_t end = text.rfind(kFence); end != text.npos) text = text.substr(0, end);
  return text::Trim(text);
}

// How much of the end of `text` may be the beginning of `mark`.
size_t BegunMark(std::string_view text, std::string_view mark) {
  for (size_t length = std::min(text.size(), mark.size() - 1); length > 0; --length) {
    if (text.ends_with(mark.substr(0, length))) return length;
  }
  return 0;
}

// Where the JSON object ends that `text` begins with; npos: not yet.
size_t ObjectEnd(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] == '\\') ++i;
      else if (text[i] == '"') quoted = false;
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return text.npos;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// nullopt: no call of a known function.
std::optional<FunctionCall> CallIn(const Json& json, const std::vector<std::string>& names) {
  if (!json.is_object()) return std::nullopt;
  const auto name = json.find("name");
  if (name == json.end() || !name->is_string()) return std::nullopt;
  FunctionCall call{.call_id = {}, .name = name->get<std::string>(), .arguments = "{}"};
  if (std::ranges::find(names, call.name) == names.end()) return std::nullopt;
  for (const char* key : {"arguments", "parameters"}) {
    const auto given = json.find(key);
    if (given == json.end()) continue;
    if (given->is_object()) call.arguments = Dump(*given);
    // Some write the arguments as text with JSON in it.
    if (given->is_string() && Parse(given->get<std::string>()).is_object()) {
      call.arguments = given->get<std::string>();
    }
    break;
  }
  return call;
}

}  // namespace

OfferedTools OfferTools(std::string_view tools_json, std::string_view tool_choice_json) {
  const Json choice = Parse(tool_choice_json);
  if (choice == "none") return {"[]", false};
  if (!choice.is_object()) return {std::string(tools_json), choice == "required"};
  Json named = Json::array();
  const Json tools = Parse(tools_json);
  for (const Json& tool : tools.is_array() ? tools : Json::array()) {
    if (tool.is_object() && tool.value("name", Json()) == choice.value("name", Json(""))) {
      named.push_back(tool);
    }
  }
  return {Dump(named), !named.empty()};
}

std::string ToolInstructions(std::string_view tools_json) {
  const Json tools = Parse(tools_json);
  if (!tools.is_array() || tools.empty()) return {};
  std::string lines;
  for (const Json& tool : tools) {
    Json function = Json::object();
    for (const char* key : {"name", "description", "parameters"}) {
      if (tool.contains(key)) function[key] = tool[key];
    }
    lines += Dump({{"type", "function"}, {"function", std::move(function)}}) + "\n";
  }
  return fmt::format(
      "# Tools\n\nWith these functions you can find out or do things:\n<tools>\n{}</tools>\n\n"
      "When the user wants what one of them does, do not talk; write only a call, as JSON between "
      "these marks:\n{}\n{{\"name\": <function name>, \"arguments\": <object>}}\n{}\n"
      "Its result comes in <tool_response>; then tell it in your own words. In all other cases "
      "just "
      "talk, and never mention functions.",
      lines, kOpen, kClose);
}

std::string CallBeginning(std::string_view tools_json) {
  const ToolCallFilter filter(tools_json);
  std::string text = fmt::format("{}\n{{\"name\": \"", kOpen);
  if (filter.names().size() == 1) text += filter.names()[0] + "\", \"arguments\": ";
  return text;
}

std::string ToolCallText(std::string_view name, std::string_view arguments) {
  Json given = Parse(arguments);
  if (given.is_discarded()) given = std::string(arguments);
  return fmt::format("{}\n{}\n{}", kOpen, Dump({{"name", name}, {"arguments", std::move(given)}}),
                     kClose);
}

std::string ToolResponseText(std::string_view output) {
  return fmt::format("<tool_response>\n{}\n</tool_response>", output);
}

ToolCallFilter::ToolCallFilter(std::string_view tools_json) {
  const Json tools = Parse(tools_json);
  if (!tools.is_array()) return;
  for (const Json& tool : tools) {
    if (tool.is_object() && tool.contains("name") && tool["name"].is_string()) {
      names_.push_back(tool["name"].get<std::string>());
    }
  }
}

ToolCallFilter::Output ToolCallFilter::Push(std::string_view piece) {
  buffer_ += piece;
  Output output;
  Step(output, /*last=*/false);
  return output;
}

ToolCallFilter::Output ToolCallFilter::Flush() {
  Output output;
  Step(output, /*last=*/true);
  state_ = State::kStart;
  buffer_.clear();
  return output;
}

void ToolCallFilter::Step(Output& output, bool last) {
  if (state_ == State::kStart) {
    const std::string_view begun = text::Trim(buffer_);
    if (begun.empty() || (kFence.starts_with(begun) && !last)) return;
    const bool held = begun.starts_with('{') || begun.starts_with('[') || begun.starts_with(kFence);
    state_ = held ? State::kHeld : State::kWords;
  }
  if (state_ == State::kHeld) {
    if (last && !TakeCalls(WithoutFence(buffer_), output)) output.words += buffer_;
    return;
  }
  for (;;) {
    if (state_ == State::kCalled) {
      buffer_.erase(0, std::min(buffer_.find_first_not_of(kSpace), buffer_.size()));
      if (kClose.starts_with(buffer_) && buffer_.size() < kClose.size()) return;
      const bool closed = buffer_.starts_with(kClose);
      if (closed) buffer_.erase(0, kClose.size());
      state_ = closed ? State::kWords : State::kMadeUp;
    }
    if (state_ == State::kWords || state_ == State::kMadeUp) {
      const size_t open = buffer_.find(kOpen);
      const size_t sure = open != std::string::npos
                              ? open
                              : buffer_.size() - (last ? 0 : BegunMark(buffer_, kOpen));
      if (state_ == State::kWords) output.words += buffer_.substr(0, sure);
      buffer_.erase(0, sure);
      if (open == std::string::npos) return;
      buffer_.erase(0, kOpen.size());
      state_ = State::kCall;
    }
    const size_t close = buffer_.find(kClose);
    const std::string_view begun = text::Trim(std::string_view(buffer_).substr(0, close));
    if (const size_t end = ObjectEnd(begun); begun.starts_with('{') && end != begun.npos) {
      TakeCalls(begun.substr(0, end), output);
      buffer_.erase(0, static_cast<size_t>(begun.data() - buffer_.data()) + end);
      state_ = State::kCalled;
      continue;
    }
    if (close == std::string::npos && !last) return;
    TakeCalls(WithoutFence(std::string_view(buffer_).substr(0, close)), output);
    if (close == std::string::npos) return;
    buffer_.erase(0, close + kClose.size());
    state_ = State::kWords;
  }
}

bool ToolCallFilter::TakeCalls(std::string_view text, Output& output) const {
  const Json json = Parse(text);
  if (const auto call = CallIn(json, names_)) {
    output.calls.push_back(*call);
    return true;
  }
  if (!json.is_array()) return false;
  const size_t before = output.calls.size();
  for (const Json& element : json) {
    if (const auto call = CallIn(element, names_)) output.calls.push_back(*call);
  }
  return output.calls.size() > before;
}

}  // namespace vivavoce::dialogue
