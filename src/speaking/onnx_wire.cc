#include "speaking/onnx_wire.h"

namespace vivavoce::speaking {

std::nullopt_t WireReader::Malformed() {
  ok_ = false;
  rest_ = {};
  return std::nullopt;
}

std::optional<uint64_t> WireReader::NextVarint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) return Malformed();
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return Malformed();
}

std::optional<std::string_view> WireReader::Take(uint64_t size) {
  if (size > rest_.size()) return Malformed();
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::optional<WireField> WireReader::Next() {
  if (rest_.empty()) return std::nullopt;
  const auto key = NextVarint();
  if (!key) return std::nullopt;
  if (*key >> 3 == 0 || *key >> 32 != 0) return Malformed();
  WireField field;
  field.number = static_cast<uint32_t>(*key >> 3);
  std::optional<uint64_t> size;
  switch (*key & 7) {
    case 0: {
      const auto value = NextVarint();
      if (!value) return std::nullopt;
      field.integer = *value;
      return field;
    }
    case 1:
      field.type = WireType::kFixed64;
      size = 8;
      break;
    case 2:
      field.type = WireType::kBytes;
      size = NextVarint();
      break;
    case 5:
      field.type = WireType::kFixed32;
      size = 4;
      break;
    default:  // groups are not used by ONNX
      return Malformed();
  }
  if (!size) return std::nullopt;
  const auto bytes = Take(*size);
  if (!bytes) return std::nullopt;
  field.bytes = *bytes;
  return field;
}

void PutVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void PutInteger(std::string& out, uint32_t field, uint64_t value) {
  PutVarint(out, static_cast<uint64_t>(field) << 3);
  PutVarint(out, value);
}

void PutBytes(std::string& out, uint32_t field, std::string_view bytes) {
  PutVarint(out, static_cast<uint64_t>(field) << 3 | 2);
  PutVarint(out, bytes.size());
  out.append(bytes);
}

}  // namespace vivavoce::speaking
