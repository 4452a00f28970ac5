#include "realtime/server_event_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "dialogue/perception_json.h"
#include "realtime/item_json.h"
#include "realtime/response_json.h"
#include "realtime/session_json.h"

namespace vivavoce::realtime {
namespace {

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json OrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

// An event without one is a fault elsewhere; it is shown, not crashed on.
Json OrNull(const std::shared_ptr<const hearing::Perception>& heard) {
  Json json = nullptr;
  if (heard) json = dialogue::PerceptionToJson(*heard);
  return json;
}

Json At(const dialogue::PartAddress& at) {
  return {{"response_id", at.response_id},
          {"item_id", at.item_id},
          {"output_index", at.output_index},
          {"content_index", at.content_index}};
}

}  // namespace

struct ServerEventWriter::Visitor {
  ServerEventWriter& writer;
  const SessionSettings& settings;
  Dialect dialect;
  std::vector<std::string> texts = {};

  bool beta() const { return IsBetaShaped(dialect); }
  void Add(std::string_view type, Json json) {
    texts.push_back(writer.Finish(type, std::move(json)));
  }
  void AddAt(std::string_view type, const dialogue::PartAddress& at, const char* key,
             const std::string& value) {
    Json json = At(at);
    json[key] = value;
    Add(type, std::move(json));
  }
  Json ItemJson(const dialogue::Item& item) const {
    return ItemToJson(item, dialect, settings.input_format);
  }
  void AddItem(std::string_view type, const dialogue::Item& item,
               const std::optional<std::string>& previous) {
    Add(type, {{"item", ItemJson(item)}, {"previous_item_id", OrNull(previous)}});
  }

  void operator()(const dialogue::SessionUpdated&) {}
  void operator()(const dialogue::ErrorEvent& event) { texts.push_back(writer.Error(event)); }
  void operator()(const dialogue::InputCommitted& event) {
    Add("input_audio_buffer.committed",
        {{"item_id", event.item_id}, {"previous_item_id", OrNull(event.previous_item_id)}});
  }
  void operator()(const dialogue::InputCleared&) {
    Add("input_audio_buffer.cleared", Json::object());
  }
  void operator()(const dialogue::SpeechStarted& event) {
    Add("input_audio_buffer.speech_started",
        {{"item_id", event.item_id}, {"audio_start_ms", event.audio_start_ms}});
  }
  void operator()(const dialogue::SpeechStopped& event) {
    Add("input_audio_buffer.speech_stopped",
        {{"item_id", event.item_id}, {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::TimeoutTriggered& event) {
    if (beta()) return;  // GA only; the commit that follows says the same
    Add("input_audio_buffer.timeout_triggered", {{"item_id", event.item_id},
                                                 {"audio_start_ms", event.audio_start_ms},
                                                 {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::ItemAdded& event) {
    AddItem(beta() ? "conversation.item.created" : "conversation.item.added", event.item,
            event.previous_item_id);
  }
  void operator()(const dialogue::ItemDone& event) {
    if (!beta()) AddItem("conversation.item.done", event.item, event.previous_item_id);
  }
  void operator()(const dialogue::ItemRetrieved& event) {
    Add("conversation.item.retrieved", {{"item", ItemJson(event.item)}});
  }
  void operator()(const dialogue::ItemDeleted& event) {
    Add("conversation.item.deleted", {{"item_id", event.item_id}});
  }
  void operator()(const dialogue::ItemTruncated& event) {
    Add("conversation.item.truncated", {{"item_id", event.item_id},
                                        {"content_index", event.content_index},
                                        {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::TranscriptionCompleted& event) {
    Add("conversation.item.input_audio_transcription.completed",
        {{"item_id", event.item_id},
         {"content_index", event.content_index},
         {"transcript", event.transcript},
         {"usage", {{"type", "duration"}, {"seconds", event.seconds}}}});
  }
  void operator()(const dialogue::TranscriptionFailed& event) {
    Add("conversation.item.input_audio_transcription.failed",
        {{"item_id", event.item_id},
         {"content_index", event.content_index},
         {"error",
          {{"type", "transcription_error"},
           {"code", event.code},
           {"message", event.message},
           {"param", nullptr}}}});
  }
  void operator()(const dialogue::ResponseCreated& event) {
    Add("response.created", {{"response", ResponseJson(event.response)}});
  }
  void operator()(const dialogue::ResponseDone& event) {
    Json response = ResponseJson(event.response);
    if (dialect == Dialect::kStepFun &&
        event.response.status == dialogue::ResponseStatus::kCancelled) {
      Add("response.cancelled", {{"response_id", event.response.id}, {"response", response}});
    }
    Add("response.done", {{"response", std::move(response)}});
  }
  void operator()(const dialogue::OutputItemAdded& event) {
    AddOutputItem("response.output_item.added", event.response_id, event.output_index, event.item);
  }
  void operator()(const dialogue::OutputItemDone& event) {
    AddOutputItem("response.output_item.done", event.response_id, event.output_index, event.item);
  }
  void operator()(const dialogue::ContentPartAdded& event) {
    AddPart("response.content_part.added", event.at, event.modality, "");
  }
  void operator()(const dialogue::ContentPartDone& event) {
    AddPart("response.content_part.done", event.at, event.modality, event.text);
  }
  void operator()(const dialogue::TextDelta& event) {
    AddAt(beta() ? "response.text.delta" : "response.output_text.delta", event.at, "delta",
          event.delta);
  }
  void operator()(const dialogue::TextDone& event) {
    AddAt(beta() ? "response.text.done" : "response.output_text.done", event.at, "text",
          event.text);
  }
  void operator()(const dialogue::TranscriptDelta& event) {
    AddAt(beta() ? "response.audio_transcript.delta" : "response.output_audio_transcript.delta",
          event.at, "delta", event.delta);
  }
  void operator()(const dialogue::TranscriptDone& event) {
    AddAt(beta() ? "response.audio_transcript.done" : "response.output_audio_transcript.done",
          event.at, "transcript", event.transcript);
  }
  void operator()(const dialogue::AudioDelta& event) {
    auto& encoder =
        writer.encoders_.try_emplace(event.at.item_id, settings.output_format).first->second;
    std::span<const float> rest(event.samples);
    while (!rest.empty()) {
      const auto piece = rest.first(std::min(rest.size(), kMostDeltaSamples));
      AddAudio(event.at, encoder.Encode(piece));
      rest = rest.subspan(piece.size());
    }
  }
  void operator()(const dialogue::AudioDone& event) {
    if (const auto found = writer.encoders_.find(event.at.item_id);
        found != writer.encoders_.end()) {
      AddAudio(event.at, found->second.Finish());
      writer.encoders_.erase(found);
    }
    Add(beta() ? "response.audio.done" : "response.output_audio.done", At(event.at));
  }
  void operator()(const dialogue::FunctionCallArgumentsDelta& event) {
    Json json = At(event.at);
    json.erase("content_index");
    json["call_id"] = event.call_id;
    json["delta"] = event.delta;
    Add("response.function_call_arguments.delta", std::move(json));
  }
  void operator()(const dialogue::FunctionCallArgumentsDone& event) {
    Json json = At(event.at);
    json.erase("content_index");
    json["call_id"] = event.call_id;
    json["name"] = event.name;
    json["arguments"] = event.arguments;
    Add("response.function_call_arguments.done", std::move(json));
  }
  void operator()(const dialogue::TurnLatency& event) {
    Add("vivavoce.turn_latency",
        {{"response_id", event.response_id}, {"stages_ms", event.stages_ms}});
  }
  void operator()(const dialogue::PerceptionCompleted& event) {
    Add("vivavoce.perception.completed", {{"item_id", event.item_id},
                                          {"perception", OrNull(event.heard)},
                                          {"description", event.tone}});
  }
  void operator()(const dialogue::PerceptionUpdated& event) {
    Add("vivavoce.perception.updated", {{"item_id", event.item_id},
                                        {"audio_end_ms", event.audio_end_ms},
                                        {"perception", OrNull(event.heard)}});
  }

 private:
  Json ResponseJson(const dialogue::Response& response) const {
    return ResponseToJson(response, writer.conversation_id_, settings, dialect);
  }
  void AddOutputItem(std::string_view type, const std::string& response_id, int output_index,
                     const dialogue::Item& item) {
    Add(type,
        {{"response_id", response_id}, {"output_index", output_index}, {"item", ItemJson(item)}});
  }
  void AddPart(std::string_view type, const dialogue::PartAddress& at, dialogue::Modality modality,
               const std::string& text) {
    Json json = At(at);
    json["part"] = modality == dialogue::Modality::kAudio
                       ? Json{{"type", "audio"}, {"transcript", text}}
                       : Json{{"type", "text"}, {"text", text}};
    Add(type, std::move(json));
  }
  void AddAudio(const dialogue::PartAddress& at, const std::string& base64) {
    if (base64.empty()) return;
    AddAt(beta() ? "response.audio.delta" : "response.output_audio.delta", at, "delta", base64);
  }
};

ServerEventWriter::ServerEventWriter(std::string id_stem, std::string conversation_id)
    : id_stem_(std::move(id_stem)), conversation_id_(std::move(conversation_id)) {}

std::vector<std::string> ServerEventWriter::Write(const dialogue::ServerEvent& event,
                                                  const SessionSettings& settings,
                                                  Dialect dialect) {
  Visitor visitor{*this, settings, dialect};
  std::visit(visitor, event);
  return std::move(visitor.texts);
}

std::string ServerEventWriter::Session(std::string_view type, const SessionSettings& settings,
                                       std::optional<Dialect> dialect) {
  return Finish(type, {{"session", SessionToJson(settings, dialect)}});
}

std::string ServerEventWriter::Error(const dialogue::ErrorEvent& error) {
  return Finish("error", {{"error",
                           {{"type", error.type},
                            {"code", OrNull(error.code)},
                            {"message", error.message},
                            {"param", OrNull(error.param)},
                            {"event_id", OrNull(error.event_id)}}}});
}

std::string ServerEventWriter::Finish(std::string_view type, Json json) {
  json["type"] = type;
  json["event_id"] = fmt::format("event_{}{}", id_stem_, next_id_++);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vivavoce::realtime
