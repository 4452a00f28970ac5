#include "realtime/testing/fake_conversation.h"

#include <string>
#include <utility>

namespace vivavoce::realtime {

using namespace dialogue;  // NOLINT: event names of one folder, in a file that only fakes it

ConversationFactory FakeStage::Factory() {
  return [this](ConversationOptions,
                ConversationListener& listener) -> Result<std::unique_ptr<Conversation>> {
    if (fails) return Fail(Error::Unavailable("the fake has no engine"));
    return std::make_unique<FakeConversation>(*this, listener);
  };
}

FakeConversation::FakeConversation(FakeStage& stage, ConversationListener& listener)
    : stage_(stage), listener_(listener) {
  ++stage_.alive;
  ++stage_.made;
}

FakeConversation::~FakeConversation() { --stage_.alive; }

void FakeConversation::Handle(ClientEvent event) {
  executor_.Post([this, event = std::move(event)] { Answer(event); });
}

void FakeConversation::AppendAudio(std::vector<float> samples, int) {
  stage_.samples += static_cast<int64_t>(samples.size());
}

void FakeConversation::Answer(const ClientEvent& event) {
  if (const auto* update = std::get_if<UpdateSession>(&event)) {
    listener_.OnServerEvent(SessionUpdated{update->serial});
  } else if (const auto* create = std::get_if<CreateItem>(&event)) {
    listener_.OnServerEvent(ItemAdded{create->item, std::nullopt});
    listener_.OnServerEvent(ItemDone{create->item, std::nullopt});
  } else if (const auto* commit = std::get_if<CommitInput>(&event)) {
    ErrorEvent error;
    error.code = "input_audio_buffer_commit_empty";
    error.message = "Nothing to commit.";
    error.event_id = commit->event_id;
    listener_.OnServerEvent(error);
  } else if (std::holds_alternative<ClearInput>(event)) {
    listener_.OnServerEvent(InputCleared{});
  } else if (const auto* request = std::get_if<CreateResponse>(&event)) {
    Speak(*request);
  }
}

void FakeConversation::Speak(const CreateResponse& request) {
  Response response;
  response.id = "resp_" + std::to_string(next_response_++);
  response.metadata = request.metadata;
  Item item;
  item.id = "item_of_" + response.id;
  item.role = ItemRole::kAssistant;
  item.status = ItemStatus::kInProgress;
  const PartAddress at{response.id, item.id, 0, 0};
  listener_.OnServerEvent(ResponseCreated{response});
  listener_.OnServerEvent(OutputItemAdded{response.id, 0, item});
  listener_.OnServerEvent(ItemAdded{item, std::nullopt});
  listener_.OnServerEvent(ContentPartAdded{at, Modality::kAudio});
  listener_.OnServerEvent(TranscriptDelta{at, "La."});
  for (int second = 0; second < stage_.reply_seconds; ++second) {
    listener_.OnServerEvent(AudioDelta{.at = at, .samples = std::vector<float>(24000, 0.25f)});
  }
  listener_.OnServerEvent(AudioDone{at});
  listener_.OnServerEvent(TranscriptDone{at, "La."});
  listener_.OnServerEvent(ContentPartDone{at, Modality::kAudio, "La."});
  item.status = ItemStatus::kCompleted;
  item.content = {{ContentPart::Type::kOutputAudio, "", "La.", nullptr}};
  listener_.OnServerEvent(OutputItemDone{response.id, 0, item});
  listener_.OnServerEvent(ItemDone{item, std::nullopt});
  response.status = ResponseStatus::kCompleted;
  response.output = {item};
  listener_.OnServerEvent(ResponseDone{response});
}

}  // namespace vivavoce::realtime
