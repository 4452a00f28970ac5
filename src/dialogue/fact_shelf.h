// Which fact of its record a persona is asked for, in whatever words: the questions of the record
// are read once by the language model, when it has nothing else to do, and what it made of each is
// kept beside what it makes of a user's turn (persona/turn_likeness.h). Threads: all methods from
// any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/language.h"
#include "llm/language_model.h"
#include "persona/persona.h"
#include "persona/turn_likeness.h"

namespace vivavoce::dialogue {

class FactShelf {
 public:
  // `likeness` nullptr: nothing is ever read or found. Both must outlive the shelf until Close.
  FactShelf(llm::LanguageModel* model, const persona::TurnLikeness* likeness)
      : model_(model), likeness_(likeness) {}

  // Reads the questions of this persona in the background, unless that was begun before.
  void Want(const persona::Persona& persona, Language language);
  void Wait() const;  // until all that is wanted has been read
  // The place in persona.knowledge.facts of what this turn asks for, by its state; nullopt:
  // nothing, or the questions are not read yet.
  std::optional<size_t> Find(const persona::Persona& persona, Language language,
                             std::string_view turn, std::span<const float> state) const;
  void Close();  // gives the language model back; reads nothing more

 private:
  // An edited persona is another.
  using Key = std::pair<std::string, std::string>;  // id, its questions in the language
  using Trace = std::vector<float>;
  struct Question {
    std::optional<size_t> fact;  // nullopt: asks for none
    std::string text;
    Trace trace;  // empty: not read yet
  };
  static constexpr size_t kMost =
      256;  // personas in a language, some 200 KB each; then no more are read
  static Key KeyOf(const persona::Persona& persona, Language language);

  llm::LanguageModel* const model_;
  const persona::TurnLikeness* const likeness_;
  mutable std::mutex mutex_;
  mutable std::condition_variable read_;
  std::map<Key, std::vector<Question>> shelf_;
  size_t left_ = 0;  // questions still to be read
  bool closed_ = false;
  std::unique_ptr<llm::ChatSession> chat_;  // destroyed first: no state comes after
};

}  // namespace vivavoce::dialogue
