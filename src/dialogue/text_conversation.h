// A conversation in text with a persona, by the reply code of spoken ones: for tests, measurements
// and writers. Threads: one; Say blocks until the reply is whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dialogue/cascade_engine.h"

namespace vivavoce::dialogue {

// An engine of these that neither hears nor speaks. They must outlive it.
CascadeParts TextParts(llm::LanguageModel& model, const persona::PersonaShelf& personas,
                       runtime::ThreadBudget& budget);

class TextConversation {
 public:
  struct Reply {
    std::string text;
    std::vector<GuardNote> notes;  // what the guard did
  };

  // `engine` must outlive the conversation.
  static Result<std::unique_ptr<TextConversation>> Open(SpeechEngine& engine);
  virtual ~TextConversation() = default;

  // Says `said` after request.history; both it and the reply are appended there.
  virtual Result<Reply> Say(ReplyRequest& request, std::string_view said) = 0;
};

}  // namespace vivavoce::dialogue
