// One response on its way to the client, and the only code that writes its events: whatever
// happens, items and parts are opened and closed once and nested. Threads: a value and functions on
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dialogue/client_event.h"
#include "dialogue/core_action.h"
#include "dialogue/history.h"
#include "dialogue/item.h"
#include "dialogue/reply_stream.h"

namespace vivavoce::dialogue {

// What TurnAnswered reports of the turn that a response answers.
struct TurnTiming {
  int64_t speech_end_a_ms = 0;
  int64_t speech_end_m_ms = 0;
  int64_t soft_end_m_ms = 0;
  int64_t transcript_m_ms = 0;
};

struct ResponseSlot {
  Response wire;
  std::optional<CreateResponse> create;  // the client's overrides
  std::optional<TurnTiming> timing;      // answers a spoken turn
  ReplyStream stream;
  bool tells_acting = false;
  bool awaiting_words = false;  // a committed item's transcript is not known: nothing was asked yet
  int64_t created_m = 0;
  bool opener_asked = false;
  int64_t progress_m = 0;  // the engine's last sign of life, or when it was asked

  // Of the one message item; calls follow it.
  std::string item_id;  // "" until it is opened
  bool item_open = false;
  size_t clauses_told = 0;
  std::string told;  // text on the wire
  int64_t sent = 0;  // samples on the wire
  size_t calls_told = 0;
  int next_output_index = 0;

  bool Audio() const { return wire.modality == Modality::kAudio; }
  bool Drained() const {
    return clauses_told == stream.spoken.clauses.size() &&
           (!Audio() || sent == stream.spoken.num_samples());
  }
};

// Writes the events of one slot. `history` is null for a response outside the conversation.
class ResponseWriter {
 public:
  ResponseWriter(ResponseSlot& slot, History* history, std::vector<CoreAction>& out)
      : slot_(slot), history_(history), out_(out) {}

  void Created();
  void OpenMessage(std::string item_id);
  void TellClause();  // the text of the next clause
  void TellAudio(int64_t to, bool fade_in);
  void CloseMessage(ItemStatus status);  // if it is open
  void TellCall(std::string item_id, const ReplyFunctionCall& call);
  void Done(ResponseStatus status, ResponseReason reason, std::string error_code,
            std::string error_message);

 private:
  PartAddress At() const;
  void Add(Item item);
  void Finish(Item item, int output_index);
  template <typename E>
  void Tell(E event) {
    out_.push_back(Emit{ServerEvent(std::move(event))});
  }

  ResponseSlot& slot_;
  History* history_;
  std::vector<CoreAction>& out_;
};

}  // namespace vivavoce::dialogue
