#include "dialogue/fact_shelf.h"

#include "dialogue/chat_prompt.h"
#include "persona/fact_question.h"
#include "persona/turn_reader.h"

namespace vivavoce::dialogue {

FactShelf::Key FactShelf::KeyOf(const persona::Persona& persona, Language language) {
  std::string asked;
  for (const persona::Fact& fact : persona.knowledge.facts) {
    for (const std::string& question : persona::QuestionsFor(fact, language)) {
      asked += question + '\n';
    }
    asked += '\n';
  }
  return {persona.id, std::move(asked)};
}

void FactShelf::Want(const persona::Persona& persona, Language language) {
  const auto& facts = persona.knowledge.facts;
  if (!likeness_ || facts.empty()) return;
  const Key key = KeyOf(persona, language);
  std::vector<Question> questions;
  for (size_t i = 0; i < facts.size(); ++i) {
    for (std::string& text : persona::QuestionsFor(facts[i], language)) {
      questions.push_back({.fact = i, .text = std::move(text), .trace = {}});
    }
  }
  if (questions.empty()) return;
  for (const std::string& text : persona::QuestionsForNoFact(language)) {
    questions.push_back({.fact = std::nullopt, .text = text, .trace = {}});
  }
  llm::ChatSession* chat = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || shelf_.size() >= kMost || shelf_.contains(key)) return;
    if (!chat_) {
      auto opened = model_->OpenSession();
      if (!opened) return;  // all places are taken; asked as written they are known all the same
      chat_ = std::move(*opened);
    }
    shelf_[key] = questions;
    left_ += questions.size();
    chat = chat_.get();
  }
  for (size_t i = 0; i < questions.size(); ++i) {
    const ReplyRequest asked{.persona = persona.id,
                             .history = {{ItemRole::kUser, questions[i].text}},
                             .language = language};
    llm::GenerateRequest request;
    request.messages =
        ChatPrompt(asked, persona, model_->ContextTokens() * 3 / 4, [&](std::string_view text) {
          return model_->CountTokens(text).value_or(static_cast<int>(text.size()));
        });
    request.sampling.max_tokens = 1;
    request.speculative = true;
    chat->Generate(std::move(request), {.on_text = {},
                                        .on_done =
                                            [this](const llm::GenerationResult&) {
                                              const std::lock_guard lock(mutex_);
                                              if (--left_ == 0) read_.notify_all();
                                            },
                                        .on_state =
                                            [this, key, i](std::span<const float> state) {
                                              Trace trace = likeness_->Trace(state);
                                              const std::lock_guard lock(mutex_);
                                              shelf_[key][i].trace = std::move(trace);
                                            }});
  }
}

void FactShelf::Wait() const {
  std::unique_lock lock(mutex_);
  read_.wait(lock, [&] { return left_ == 0; });
}

std::optional<size_t> FactShelf::Find(const persona::Persona& persona, Language language,
                                      std::string_view turn, std::span<const float> state) const {
  if (!likeness_ || persona.knowledge.facts.empty()) return std::nullopt;
  const Trace trace = likeness_->Trace(state);
  const std::lock_guard lock(mutex_);
  const auto known = shelf_.find(KeyOf(persona, language));
  if (known == shelf_.end()) return std::nullopt;
  const Question* best = nullptr;
  float likest = likeness_->bound(persona::AddressesListener(turn));
  for (const Question& question : known->second) {
    const float cosine = persona::TurnLikeness::Cosine(question.trace, trace);
    if (best ? cosine <= likest : cosine < likest) continue;
    likest = cosine;
    best = &question;
  }
  return best ? best->fact : std::nullopt;
}

void FactShelf::Close() {
  std::unique_ptr<llm::ChatSession> chat;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    chat = std::move(chat_);
  }
}

}  // namespace vivavoce::dialogue
