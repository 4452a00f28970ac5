// The values of a pickle, Python's way to write objects down. A pickle is a small program; here it
// can build values and nothing else: no name it mentions is ever looked up, no code is ever run.
// Read     protocol 2 as PyTorch writes it: numbers, texts, tuples, lists, dictionaries, references,
//          and calls of names from a given list, which are kept as "a call of this name with those
//          arguments". Everything else is refused.
// Source   Python's pickletools.py, which documents each opcode.
// Threads  a value; const methods from any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace vivavoce::hearing {

struct PickleValue {
  enum class Kind {
    kNone,
    kBoolean,     // integer
    kInteger,     // integer
    kFloat,       // not kept
    kLong,        // text: more than 8 bytes, little-endian two's complement
    kText,        // text: UTF-8
    kSequence,    // items: of a tuple or a list
    kDictionary,  // pairs
    kName,        // text: "module name"
    kCall,        // text: the name; items[0]: the arguments; pairs: what was put into the result
    kPersistent,  // items[0]: how the file says which outside object is meant
  };
  Kind kind = Kind::kNone;
  int64_t integer = 0;
  std::string text;
  std::vector<const PickleValue*> items;
  std::vector<std::pair<const PickleValue*, const PickleValue*>> pairs;

  // Of the pair whose key is that text; null when there is none.
  const PickleValue* Find(std::string_view key) const;
};

// May point in circles, as Python's objects may: do not walk through it without an end.
class Pickle {
 public:
  // Of the beginning of `bytes`. kCorrupt says what is wrong at which byte. `names` are those that
  // may be mentioned ("collections OrderedDict").
  static Result<Pickle> Parse(std::span<const uint8_t> bytes,
                              std::span<const std::string_view> names);

  Pickle(Pickle&&) = default;  // not copied: its values point at each other
  Pickle& operator=(Pickle&&) = default;

  const PickleValue& root() const { return *root_; }
  size_t size() const { return size_; }  // bytes that it took

 private:
  friend class PickleMachine;
  Pickle() = default;
  std::deque<PickleValue> values_;
  const PickleValue* root_ = nullptr;
  size_t size_ = 0;
};

}  // namespace vivavoce::hearing
