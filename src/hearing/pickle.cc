#include "hearing/pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace vivavoce::hearing {
namespace {

using Kind = PickleValue::Kind;

// Of PyTorch's files; a checkpoint has a few thousand values.
constexpr size_t kMaxValues = 1 << 18;
constexpr uint8_t kProtocol = 2;

enum Opcode : uint8_t {
  kMark = '(',
  kStop = '.',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNoneOp = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinUnicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kEmptyDict = '}',
  kAppends = 'e',
  kBinFloat = 'G',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kEmptyList = ']',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kEmptyTuple = ')',
  kSetItems = 'u',
  kProto = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8a,
};

}  // namespace

const PickleValue* PickleValue::Find(std::string_view key) const {
  const auto found = std::ranges::find_if(pairs, [&](const auto& pair) {
    return pair.first->kind == Kind::kText && pair.first->text == key;
  });
  return found == pairs.end() ? nullptr : found->second;
}

// The stack machine. After the first error every step does nothing.
class PickleMachine {
 public:
  PickleMachine(std::span<const uint8_t> bytes, std::span<const std::string_view> names)
      : bytes_(bytes), names_(names) {}

  Result<Pickle> Run() {
    while (!error_ && !pickle_.root_) Step();
    if (error_) return vivavoce::Fail(*error_);
    pickle_.size_ = at_;
    return std::move(pickle_);
  }

 private:
  void Fail(std::string_view what) {
    if (!error_) error_ = Error::Corrupt(fmt::format("pickle, byte {}: {}", at_, what));
  }

  std::span<const uint8_t> Take(size_t count) {
    if (count > bytes_.size() - at_) {
      Fail("cut off");
      return {};
    }
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  // Little-endian, unsigned; up to 8 bytes.
  uint64_t Number(size_t width) {
    uint64_t value = 0;
    const auto bytes = Take(width);
    for (size_t i = 0; i < bytes.size(); ++i) value |= uint64_t{bytes[i]} << (8 * i);
    return value;
  }
  int64_t Signed(size_t width) {
    const auto shift = static_cast<int>(64 - 8 * width);
    if (width == 0) return 0;
    return static_cast<int64_t>(Number(width) << shift) >> shift;
  }
  std::string Text(size_t length) {
    const auto bytes = Take(length);
    return {bytes.begin(), bytes.end()};
  }
  std::string Line() {
    const auto rest = bytes_.subspan(at_);
    const auto end = std::ranges::find(rest, uint8_t{'\n'});
    if (end == rest.end()) {
      Fail("cut off");
      return {};
    }
    std::string line(rest.begin(), end);
    at_ += line.size() + 1;
    return line;
  }

  PickleValue& Push(PickleValue value) {
    if (pickle_.values_.size() >= kMaxValues) Fail("too many values");
    pickle_.values_.push_back(std::move(value));
    stack_.push_back(&pickle_.values_.back());
    return pickle_.values_.back();
  }
  // The topmost, with its place given up. Never null.
  PickleValue* Pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
      Fail("nothing on the stack");
      return &nothing_;
    }
    PickleValue* top = stack_.back();
    stack_.pop_back();
    return top;
  }
  std::vector<const PickleValue*> PopToMark() {
    if (marks_.empty()) {
      Fail("no mark on the stack");
      return {};
    }
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<const PickleValue*> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }
  PickleValue* Top(std::initializer_list<Kind> kinds) {
    PickleValue* top = Pop();
    if (std::ranges::find(kinds, top->kind) == kinds.end()) Fail("of another kind than expected");
    if (!error_) stack_.push_back(top);
    return top;
  }

  void PushTuple(size_t count) {
    PickleValue tuple{.kind = Kind::kSequence};
    tuple.items.resize(count);
    for (size_t i = count; i-- > 0;) tuple.items[i] = Pop();
    Push(std::move(tuple));
  }
  void Extend(const std::vector<const PickleValue*>& items) {
    PickleValue* list = Top({Kind::kSequence});
    if (!error_) list->items.insert(list->items.end(), items.begin(), items.end());
  }
  void Put(const std::vector<const PickleValue*>& items) {
    PickleValue* dictionary = Top({Kind::kDictionary, Kind::kCall});
    if (items.size() % 2 != 0) Fail("a key without a value");
    if (error_) return;
    for (size_t i = 0; i < items.size(); i += 2) {
      dictionary->pairs.emplace_back(items[i], items[i + 1]);
    }
  }
  void Mention() {
    const std::string module = Line();
    std::string name = module + " " + Line();
    if (std::ranges::find(names_, name) == names_.end()) {
      return Fail(fmt::format("'{}' may not be mentioned", name));
    }
    Push({.kind = Kind::kName, .text = std::move(name)});
  }
  void Call() {
    PickleValue* arguments = Pop();
    PickleValue* name = Pop();
    if (arguments->kind != Kind::kSequence || name->kind != Kind::kName) {
      return Fail("a call of what is no name");
    }
    Push({.kind = Kind::kCall, .text = name->text, .items = {arguments}});
  }
  void Remember(uint64_t place) {
    PickleValue* top = Pop();
    if (error_) return;
    stack_.push_back(top);
    memory_[place] = top;
  }
  void Recall(uint64_t place) {
    const auto found = memory_.find(place);
    if (found == memory_.end()) return Fail("refers to what was not remembered");
    stack_.push_back(found->second);
  }
  void PushLong() {
    const size_t width = Number(1);
    if (width > sizeof(int64_t)) {
      Push({.kind = Kind::kLong, .text = Text(width)});
    } else {
      Push({.kind = Kind::kInteger, .integer = Signed(width)});
    }
  }
  void Finish() {
    const PickleValue* root = Pop();
    if (!error_) pickle_.root_ = root;
  }

  void Step() {
    const auto opcode = static_cast<uint8_t>(Number(1));
    if (error_) return;
    switch (opcode) {
      case kProto:
        if (Number(1) != kProtocol) Fail("not of protocol 2");
        return;
      case kStop:
        return Finish();
      case kMark:
        return marks_.push_back(stack_.size());
      case kNoneOp:
        Push({});
        return;
      case kNewTrue:
      case kNewFalse:
        Push({.kind = Kind::kBoolean, .integer = opcode == kNewTrue});
        return;
      case kBinInt:
        Push({.kind = Kind::kInteger, .integer = Signed(4)});
        return;
      case kBinInt1:
        Push({.kind = Kind::kInteger, .integer = static_cast<int64_t>(Number(1))});
        return;
      case kBinInt2:
        Push({.kind = Kind::kInteger, .integer = static_cast<int64_t>(Number(2))});
        return;
      case kLong1:
        return PushLong();
      case kBinFloat:
        Take(8);
        Push({.kind = Kind::kFloat});
        return;
      case kBinUnicode:
        Push({.kind = Kind::kText, .text = Text(Number(4))});
        return;
      case kEmptyTuple:
      case kEmptyList:
        Push({.kind = Kind::kSequence});
        return;
      case kEmptyDict:
        Push({.kind = Kind::kDictionary});
        return;
      case kTuple1:
      case kTuple2:
      case kTuple3:
        return PushTuple(opcode - kTuple1 + 1u);
      case kTuple:
        Push({.kind = Kind::kSequence, .items = PopToMark()});
        return;
      case kAppend:
        return Extend({Pop()});
      case kAppends:
        return Extend(PopToMark());
      case kSetItem: {
        const PickleValue* value = Pop();
        const PickleValue* key = Pop();
        return Put({key, value});
      }
      case kSetItems:
        return Put(PopToMark());
      case kGlobal:
        return Mention();
      case kReduce:
        return Call();
      case kBuild:  // attributes of the object below; nobody asks for them
        Pop();
        Top({Kind::kCall});
        return;
      case kBinPersId: {
        const PickleValue* id = Pop();
        Push({.kind = Kind::kPersistent, .items = {id}});
        return;
      }
      case kBinPut:
        return Remember(Number(1));
      case kLongBinPut:
        return Remember(Number(4));
      case kBinGet:
        return Recall(Number(1));
      case kLongBinGet:
        return Recall(Number(4));
      default:
        return Fail(fmt::format("unknown opcode 0x{:02x}", opcode));
    }
  }

  std::span<const uint8_t> bytes_;
  std::span<const std::string_view> names_;
  size_t at_ = 0;
  std::vector<PickleValue*> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, PickleValue*> memory_;
  PickleValue nothing_;
  Pickle pickle_;
  std::optional<Error> error_;
};

Result<Pickle> Pickle::Parse(std::span<const uint8_t> bytes,
                             std::span<const std::string_view> names) {
  return PickleMachine(bytes, names).Run();
}

}  // namespace vivavoce::hearing
