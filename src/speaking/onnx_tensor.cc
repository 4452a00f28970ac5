#include "speaking/onnx_tensor.h"

#include <cassert>
#include <cstring>
#include <functional>
#include <numeric>

#include "speaking/onnx_wire.h"

namespace vivavoce::speaking {
namespace {

constexpr uint32_t kDims = 1, kDataType = 2, kFloatData = 4, kInt32Data = 5, kInt64Data = 7,
                   kName = 8, kRawData = 9, kDataLocation = 14;

// Element counts stay far below anything that could overflow a byte count.
constexpr int64_t kMaxElements = int64_t{1} << 40;

template <typename T>
std::vector<float> FromRaw(std::string_view raw) {
  std::vector<float> values(raw.size() / sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    T value;
    std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<float>(value);
  }
  return values;
}

Result<std::vector<float>> DecodeRaw(const OnnxTensor& tensor, std::string_view raw) {
  switch (static_cast<OnnxType>(tensor.type)) {
    case OnnxType::kFloat:
      return FromRaw<float>(raw);
    case OnnxType::kUint8:
      return FromRaw<uint8_t>(raw);
    case OnnxType::kInt8:
      return FromRaw<int8_t>(raw);
    case OnnxType::kInt32:
      return FromRaw<int32_t>(raw);
    case OnnxType::kInt64:
      return FromRaw<int64_t>(raw);
  }
  return Fail(Error::InvalidArgument("ONNX tensor " + tensor.name + " has an unsupported type"));
}

}  // namespace

size_t OnnxTensor::Count() const {
  return static_cast<size_t>(
      std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>()));
}

Result<OnnxTensor> ParseOnnxTensor(std::string_view proto,
                                   std::shared_ptr<const std::string> storage) {
  OnnxTensor tensor;
  tensor.proto = proto;
  tensor.storage = std::move(storage);
  WireReader reader(proto);
  while (const auto field = reader.Next()) {
    if (field->Is(kName, WireType::kBytes)) tensor.name = field->bytes;
    if (field->Is(kDataType, WireType::kVarint)) tensor.type = static_cast<int32_t>(field->integer);
    if (field->Is(kDims, WireType::kVarint)) {
      tensor.dims.push_back(static_cast<int64_t>(field->integer));
    }
    if (field->Is(kDims, WireType::kBytes)) {
      WireReader packed(field->bytes);
      while (!packed.AtEnd()) {
        const auto dim = packed.NextVarint();
        if (!dim) return Fail(Error::Corrupt("malformed dims of an ONNX tensor"));
        tensor.dims.push_back(static_cast<int64_t>(*dim));
      }
    }
  }
  if (!reader.ok()) return Fail(Error::Corrupt("malformed ONNX tensor"));
  if (tensor.name.empty()) return Fail(Error::Corrupt("ONNX tensor without a name"));
  int64_t count = 1;
  for (const int64_t dim : tensor.dims) {
    if (dim < 0 || dim > kMaxElements || (dim != 0 && count > kMaxElements / dim)) {
      return Fail(Error::Corrupt("ONNX tensor " + tensor.name + " has impossible dimensions"));
    }
    count *= dim;
  }
  return tensor;
}

Result<std::vector<float>> TensorValues(const OnnxTensor& tensor) {
  std::vector<float> values;
  WireReader reader(tensor.proto);
  while (const auto field = reader.Next()) {
    if (field->number == kDataLocation && field->integer != 0) {
      return Fail(Error::InvalidArgument("ONNX tensor " + tensor.name + " is in another file"));
    }
    if (field->Is(kRawData, WireType::kBytes)) {
      auto decoded = DecodeRaw(tensor, field->bytes);
      if (!decoded) return decoded;
      values = *std::move(decoded);
    }
    if (field->number == kFloatData) {  // packed or, in old files, one by one
      const auto more = FromRaw<float>(field->bytes);
      values.insert(values.end(), more.begin(), more.end());
    }
    if (field->number == kInt32Data || field->number == kInt64Data) {
      if (field->type == WireType::kVarint) {
        values.push_back(static_cast<float>(static_cast<int64_t>(field->integer)));
      }
      WireReader packed(field->bytes);
      while (!packed.AtEnd()) {
        const auto value = packed.NextVarint();
        if (!value) return Fail(Error::Corrupt("malformed values of ONNX tensor " + tensor.name));
        values.push_back(static_cast<float>(static_cast<int64_t>(*value)));
      }
    }
  }
  if (values.size() != tensor.Count()) {
    return Fail(Error::Corrupt("ONNX tensor " + tensor.name + " has " +
                               std::to_string(values.size()) + " values, not " +
                               std::to_string(tensor.Count())));
  }
  return values;
}

OnnxTensor MakeFloatTensor(std::string name, std::vector<int64_t> dims,
                           std::span<const float> values) {
  auto proto = std::make_shared<std::string>();
  for (const int64_t dim : dims) PutInteger(*proto, kDims, static_cast<uint64_t>(dim));
  PutInteger(*proto, kDataType, static_cast<uint64_t>(OnnxType::kFloat));
  PutBytes(*proto, kName, name);
  PutBytes(*proto, kRawData,
           {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  OnnxTensor tensor{std::move(name), static_cast<int32_t>(OnnxType::kFloat), std::move(dims),
                    *proto, proto};
  assert(tensor.Count() == values.size());
  return tensor;
}

}  // namespace vivavoce::speaking
