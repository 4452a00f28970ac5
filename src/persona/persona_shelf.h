// The library of a running server, replaced as a whole when a persona is saved or deleted. What was
// found stays valid for as long as it is held, whatever is replaced meanwhile.
// Threads: any.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "persona/persona_library.h"

namespace vivavoce::persona {

class PersonaShelf {
 public:
  explicit PersonaShelf(PersonaLibrary library)
      : library_(std::make_shared<const PersonaLibrary>(std::move(library))) {}

  std::shared_ptr<const PersonaLibrary> Library() const {
    const std::lock_guard lock(mutex_);
    return library_;
  }
  // By id or alias; "" is the default persona. nullptr: unknown, or abstract.
  std::shared_ptr<const Persona> Find(std::string_view name) const {
    std::shared_ptr<const PersonaLibrary> library = Library();
    const Persona* found = library->Find(name);
    if (!found) return nullptr;
    return {std::move(library), found};
  }
  void Replace(PersonaLibrary library) {
    auto next = std::make_shared<const PersonaLibrary>(std::move(library));
    const std::lock_guard lock(mutex_);
    library_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const PersonaLibrary> library_;
};

}  // namespace vivavoce::persona
