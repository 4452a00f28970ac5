#include "realtime/server_event_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "dialogue/perception_json.h"
#include "realtime/common_fields.h"
#include "realtime/event_names.h"
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
  std::string_view Name(const EventName& name) const { return name.In(dialect); }
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
    Add(Name(event::kInputCommitted),
        {{"item_id", event.item_id}, {"previous_item_id", OrNull(event.previous_item_id)}});
  }
  void operator()(const dialogue::InputCleared&) {
    Add(Name(event::kInputCleared), Json::object());
  }
  void operator()(const dialogue::SpeechStarted& event) {
    Add(Name(event::kSpeechStarted),
        {{"item_id", event.item_id}, {"audio_start_ms", event.audio_start_ms}});
  }
  void operator()(const dialogue::SpeechStopped& event) {
    Add(Name(event::kSpeechStopped),
        {{"item_id", event.item_id}, {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::TimeoutTriggered& event) {
    if (beta()) return;  // GA only; the commit that follows says the same
    Add(Name(event::kTimeoutTriggered), {{"item_id", event.item_id},
                                         {"audio_start_ms", event.audio_start_ms},
                                         {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::ItemAdded& event) {
    AddItem(Name(event::kItemAdded), event.item, event.previous_item_id);
  }
  void operator()(const dialogue::ItemDone& event) {
    if (!beta()) AddItem(Name(event::kItemDone), event.item, event.previous_item_id);
  }
  void operator()(const dialogue::ItemRetrieved& event) {
    Add(Name(event::kItemRetrieved), {{"item", ItemJson(event.item)}});
  }
  void operator()(const dialogue::ItemDeleted& event) {
    Add(Name(event::kItemDeleted), {{"item_id", event.item_id}});
  }
  void operator()(const dialogue::ItemTruncated& event) {
    Add(Name(event::kItemTruncated), {{"item_id", event.item_id},
                                      {"content_index", event.content_index},
                                      {"audio_end_ms", event.audio_end_ms}});
  }
  void operator()(const dialogue::TranscriptionDelta& event) {
    Add(Name(event::kTranscriptionDelta), {{"item_id", event.item_id},
                                           {"content_index", event.content_index},
                                           {"delta", event.delta}});
  }
  void operator()(const dialogue::TranscriptionCompleted& event) {
    Add(Name(event::kTranscriptionCompleted),
        {{"item_id", event.item_id},
         {"content_index", event.content_index},
         {"transcript", event.transcript},
         {"usage", {{"type", "duration"}, {"seconds", event.seconds}}}});
  }
  void operator()(const dialogue::TranscriptionFailed& event) {
    Add(Name(event::kTranscriptionFailed), {{"item_id", event.item_id},
                                            {"content_index", event.content_index},
                                            {"error",
                                             {{"type", "transcription_error"},
                                              {"code", event.code},
                                              {"message", event.message},
                                              {"param", nullptr}}}});
  }
  void operator()(const dialogue::ResponseCreated& event) {
    if (const auto format = AudioFormat::FromWord(event.response.wire_format)) {
      writer.formats_[event.response.id] = *format;
    }
    Add(Name(event::kResponseCreated), {{"response", ResponseJson(event.response)}});
  }
  void operator()(const dialogue::ResponseDone& event) {
    writer.formats_.erase(event.response.id);
    Json response = ResponseJson(event.response);
    if (dialect == Dialect::kStepFun &&
        event.response.status == dialogue::ResponseStatus::kCancelled) {
      Add(event::kResponseCancelled.beta,
          {{"response_id", event.response.id}, {"response", response}});
    }
    Add(Name(event::kResponseDone), {{"response", std::move(response)}});
  }
  void operator()(const dialogue::OutputItemAdded& event) {
    AddOutputItem(Name(event::kOutputItemAdded), event.response_id, event.output_index, event.item);
  }
  void operator()(const dialogue::OutputItemDone& event) {
    AddOutputItem(Name(event::kOutputItemDone), event.response_id, event.output_index, event.item);
  }
  void operator()(const dialogue::ContentPartAdded& event) {
    AddPart(Name(event::kContentPartAdded), event.at, event.modality, "");
  }
  void operator()(const dialogue::ContentPartDone& event) {
    AddPart(Name(event::kContentPartDone), event.at, event.modality, event.text);
  }
  void operator()(const dialogue::TextDelta& event) {
    AddAt(Name(event::kTextDelta), event.at, "delta", event.delta);
  }
  void operator()(const dialogue::TextDone& event) {
    AddAt(Name(event::kTextDone), event.at, "text", event.text);
  }
  void operator()(const dialogue::TranscriptDelta& event) {
    AddAt(Name(event::kTranscriptDelta), event.at, "delta", event.delta);
  }
  void operator()(const dialogue::TranscriptDone& event) {
    AddAt(Name(event::kTranscriptDone), event.at, "transcript", event.transcript);
  }
  void operator()(const dialogue::AudioDelta& event) {
    const auto own = writer.formats_.find(event.at.response_id);
    const AudioFormat format = own != writer.formats_.end() ? own->second : settings.output_format;
    auto& encoder = writer.encoders_.try_emplace(event.at.item_id, format).first->second;
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
    Add(Name(event::kAudioDone), At(event.at));
  }
  void operator()(const dialogue::FunctionCallArgumentsDelta& event) {
    Json json = At(event.at);
    json.erase("content_index");
    json["call_id"] = event.call_id;
    json["delta"] = event.delta;
    Add(Name(event::kArgumentsDelta), std::move(json));
  }
  void operator()(const dialogue::FunctionCallArgumentsDone& event) {
    Json json = At(event.at);
    json.erase("content_index");
    json["call_id"] = event.call_id;
    json["name"] = event.name;
    json["arguments"] = event.arguments;
    Add(Name(event::kArgumentsDone), std::move(json));
  }
  void operator()(const dialogue::TurnLatency& event) {
    Add(Name(event::kTurnLatency),
        {{"response_id", event.response_id}, {"stages_ms", event.stages_ms}});
  }
  void operator()(const dialogue::PerceptionCompleted& event) {
    Add(Name(event::kPerceptionCompleted), {{"item_id", event.item_id},
                                            {"perception", OrNull(event.heard)},
                                            {"description", event.tone}});
  }
  void operator()(const dialogue::PerceptionUpdated& event) {
    Add(Name(event::kPerceptionUpdated), {{"item_id", event.item_id},
                                          {"audio_end_ms", event.audio_end_ms},
                                          {"perception", OrNull(event.heard)}});
  }
  void operator()(const dialogue::ReplyActed& event) {
    Json json = At(event.at);
    json["audio_start_ms"] = event.audio_start_ms;
    json["scene"] = event.acting.scene;
    json["directions"] = event.acting.directions;
    Add(Name(event::kActing), std::move(json));
  }
  void operator()(const dialogue::BackchannelSpoken& event) {
    const auto audio = EncodeClip(event.samples, kServiceSpeechHz, settings.output_format);
    if (!audio) return;
    Add(Name(event::kBackchannel),
        {{"item_id", event.item_id}, {"text", event.text}, {"audio", *audio}});
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
    AddAt(Name(event::kAudioDelta), at, "delta", base64);
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
  return Finish(event::kError.ga, {{"error",
                                    {{"type", error.type},
                                     {"code", OrNull(error.code)},
                                     {"message", error.message},
                                     {"param", OrNull(error.param)},
                                     {"event_id", OrNull(error.event_id)}}}});
}

std::string ServerEventWriter::Vendor(std::string_view type, Json fields) {
  return Finish(type, std::move(fields));
}

std::string ServerEventWriter::RateLimits(const std::vector<RateLimit>& limits) {
  Json list = Json::array();
  for (const RateLimit& limit : limits) {
    list.push_back({{"name", limit.name},
                    {"limit", limit.limit},
                    {"remaining", limit.remaining},
                    {"reset_seconds", RoundedNumber(static_cast<float>(limit.reset_seconds))}});
  }
  return Finish(event::kRateLimits.ga, {{"rate_limits", std::move(list)}});
}

std::string ServerEventWriter::EventId(uint64_t number) const {
  return fmt::format("event_{}{}", id_stem_, number);
}

std::string ServerEventWriter::Finish(std::string_view type, Json json) {
  json["type"] = type;
  json["event_id"] = EventId(next_id_++);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vivavoce::realtime
