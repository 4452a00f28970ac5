// A constant of an ONNX graph (TensorProto). Its bytes stay where they were read; values are
// decoded when asked for. Field numbers and types: onnx/onnx.proto, IR version 9.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::speaking {

enum class OnnxType : int32_t { kFloat = 1, kUint8 = 2, kInt8 = 3, kInt32 = 6, kInt64 = 7 };

struct OnnxTensor {
  std::string name;
  int32_t type = 0;           // OnnxType, or another type of the format that we only pass through
  std::vector<int64_t> dims;  // each >= 0; empty for a scalar
  std::string_view proto;     // the whole encoded message
  std::shared_ptr<const std::string> storage;  // what `proto` points into

  size_t Count() const;  // product of dims
};

// kCorrupt when the message is malformed, has no name, or its dims are negative or overflow.
Result<OnnxTensor> ParseOnnxTensor(std::string_view proto,
                                   std::shared_ptr<const std::string> storage);

// The values of a kFloat, kUint8, kInt8, kInt32 or kInt64 tensor as floats, row-major.
// kCorrupt when there are not Count() of them; kInvalidArgument for other types and for data
// outside the file.
Result<std::vector<float>> TensorValues(const OnnxTensor& tensor);

// A float constant; values.size() must be the product of dims.
OnnxTensor MakeFloatTensor(std::string name, std::vector<int64_t> dims,
                           std::span<const float> values);

}  // namespace vivavoce::speaking
