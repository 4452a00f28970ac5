#include "dialogue/conversation_core.h"

#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

ConversationCore::ConversationCore(CoreOptions options)
    : coordinator_(std::make_unique<Coordinator>(std::move(options))) {}
ConversationCore::ConversationCore(const ConversationCore& other)
    : coordinator_(std::make_unique<Coordinator>(*other.coordinator_)) {}
ConversationCore& ConversationCore::operator=(const ConversationCore& other) {
  if (this != &other) coordinator_ = std::make_unique<Coordinator>(*other.coordinator_);
  return *this;
}
ConversationCore::ConversationCore(ConversationCore&&) noexcept = default;
ConversationCore& ConversationCore::operator=(ConversationCore&&) noexcept = default;
ConversationCore::~ConversationCore() = default;

std::vector<CoreAction> ConversationCore::Step(int64_t m_ms, const CoreEvent& event) {
  return coordinator_->Step(m_ms, event);
}
std::optional<int64_t> ConversationCore::NextDeadline() const {
  return coordinator_->NextDeadline();
}
const std::vector<Item>& ConversationCore::items() const { return coordinator_->history().items(); }
std::vector<HistoryMessage> ConversationCore::PromptHistory() const {
  return coordinator_->history().Prompt();
}
const SessionConfig& ConversationCore::session() const { return coordinator_->session(); }
std::string ConversationCore::StateName() const { return coordinator_->StateName(); }
std::optional<OpenTurn> ConversationCore::SpokenTurn() const { return coordinator_->SpokenTurn(); }
std::optional<int64_t> ConversationCore::HearsFromAudioMs() const {
  return coordinator_->HearsFromAudioMs();
}
int64_t ConversationCore::NumNoOps() const { return coordinator_->num_no_ops(); }
int64_t ConversationCore::NeededFromAudioMs() const { return coordinator_->NeededFromAudioMs(); }

}  // namespace vivavoce::dialogue
