// Protocol Buffers wire format, the part of it that ONNX files use (varints, length-delimited and
// fixed fields; https://protobuf.dev/programming-guides/encoding/). The reader never reads outside
// its bytes: malformed input ends the iteration with ok() == false. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vivavoce::speaking {

enum class WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct WireField {
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  uint64_t integer = 0;    // kVarint
  std::string_view bytes;  // kBytes: the contents; fixed types: 8 or 4 bytes, little endian

  bool Is(uint32_t n, WireType t) const { return number == n && type == t; }
};

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  // The next field, or nothing at the end of the message or at the first malformed byte.
  std::optional<WireField> Next();
  // A bare varint, as in packed repeated integers.
  std::optional<uint64_t> NextVarint();

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::optional<std::string_view> Take(uint64_t size);
  std::nullopt_t Malformed();

  std::string_view rest_;
  bool ok_ = true;
};

void PutVarint(std::string& out, uint64_t value);
void PutInteger(std::string& out, uint32_t field, uint64_t value);
void PutBytes(std::string& out, uint32_t field, std::string_view bytes);

}  // namespace vivavoce::speaking
