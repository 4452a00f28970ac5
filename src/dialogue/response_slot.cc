#include "dialogue/response_slot.h"

#include <utility>

namespace vivavoce::dialogue {
namespace {

constexpr int64_t kReplySamplesPerMs = 24;

}  // namespace

PartAddress ResponseWriter::At() const {
  // The message is the first item; what comes after it has moved the index on.
  return {.response_id = slot_.wire.id, .item_id = slot_.item_id, .output_index = 0};
}

void ResponseWriter::Created() { Tell(ResponseCreated{slot_.wire}); }

void ResponseWriter::Add(Item item) {
  Tell(OutputItemAdded{slot_.wire.id, slot_.next_output_index++, item});
  if (!history_) return;
  const std::optional<std::string> previous = history_->LastId();
  Tell(ItemAdded{item, previous});
  history_->Append(std::move(item));
}

void ResponseWriter::Finish(Item item, int output_index) {
  Tell(OutputItemDone{slot_.wire.id, output_index, item});
  slot_.wire.output.push_back(item);
  if (!history_) return;
  Tell(ItemDone{item, history_->PreviousOf(item.id)});
  if (Item* kept = history_->FindToChange(item.id)) *kept = std::move(item);
}

void ResponseWriter::OpenMessage(std::string item_id) {
  slot_.item_id = std::move(item_id);
  slot_.item_open = true;
  Add({.id = slot_.item_id, .role = ItemRole::kAssistant, .status = ItemStatus::kInProgress});
  Tell(ContentPartAdded{At(), slot_.wire.modality});
}

void ResponseWriter::TellClause() {
  const std::vector<SpokenClause>& clauses = slot_.stream.spoken.clauses;
  const size_t index = slot_.clauses_told++;
  const size_t end = clauses[index].text_end;
  if (slot_.tells_acting && !clauses[index].acting.empty()) {
    const int64_t begin = index == 0 ? 0 : clauses[index - 1].sample_end;
    Tell(ReplyActed{At(), begin / kReplySamplesPerMs, clauses[index].acting});
  }
  std::string delta = slot_.stream.spoken.text.substr(slot_.told.size(), end - slot_.told.size());
  slot_.told += delta;
  if (delta.empty()) return;
  if (slot_.Audio()) {
    Tell(TranscriptDelta{At(), std::move(delta)});
  } else {
    Tell(TextDelta{At(), std::move(delta)});
  }
}

void ResponseWriter::TellAudio(int64_t to, bool fade_in) {
  Tell(AudioDelta{.at = At(),
                  .job = slot_.stream.job,
                  .from_sample = slot_.sent,
                  .to_sample = to,
                  .in_conversation = slot_.wire.in_conversation,
                  .fade_in = fade_in});
  slot_.sent = to;
}

void ResponseWriter::CloseMessage(ItemStatus status) {
  if (!slot_.item_open) return;
  slot_.item_open = false;
  ContentPart part;
  if (slot_.Audio()) {
    part.type = ContentPart::Type::kOutputAudio;
    part.transcript = slot_.told;
    Tell(AudioDone{At()});
    Tell(TranscriptDone{At(), slot_.told});
  } else {
    part.type = ContentPart::Type::kOutputText;
    part.text = slot_.told;
    Tell(TextDone{At(), slot_.told});
  }
  Tell(ContentPartDone{At(), slot_.wire.modality, slot_.told});
  Finish({.id = slot_.item_id,
          .role = ItemRole::kAssistant,
          .status = status,
          .content = {std::move(part)}},
         0);
}

void ResponseWriter::TellCall(std::string item_id, const ReplyFunctionCall& call) {
  const int index = slot_.next_output_index;
  Item item{.id = item_id,
            .type = ItemType::kFunctionCall,
            .role = ItemRole::kAssistant,
            .status = ItemStatus::kInProgress,
            .call_id = call.call_id,
            .name = call.name};
  Add(item);
  const PartAddress at{
      .response_id = slot_.wire.id, .item_id = std::move(item_id), .output_index = index};
  if (!call.arguments.empty()) {
    Tell(FunctionCallArgumentsDelta{at, call.call_id, call.arguments});
  }
  Tell(FunctionCallArgumentsDone{at, call.call_id, call.name, call.arguments});
  item.arguments = call.arguments;
  item.status = ItemStatus::kCompleted;
  Finish(std::move(item), index);
  ++slot_.calls_told;
}

void ResponseWriter::Done(ResponseStatus status, ResponseReason reason, std::string error_code,
                          std::string error_message) {
  slot_.wire.status = status;
  slot_.wire.reason = reason;
  slot_.wire.error_code = std::move(error_code);
  slot_.wire.error_message = std::move(error_message);
  slot_.wire.usage = slot_.stream.usage;
  Tell(ResponseDone{slot_.wire});
}

}  // namespace vivavoce::dialogue
