// The language model as the HTTP endpoint's ChatService. Each request opens a session of its own;
// the model asks the thread budget itself.
// Threads  as ChatService.
#pragma once

#include "llm/language_model.h"
#include "realtime/chat_service.h"

namespace vivavoce::app {

class HttpChat final : public realtime::ChatService {
 public:
  explicit HttpChat(llm::LanguageModel& model) : model_(model) {}  // the model outlives this

  Result<realtime::ChatOutcome> Complete(
      const realtime::ChatJob& job, const CancellationToken& cancel,
      const std::function<bool(std::string_view)>& on_text) override;
  std::string ModelName() const override { return model_.Name(); }

 private:
  llm::LanguageModel& model_;
};

}  // namespace vivavoce::app
