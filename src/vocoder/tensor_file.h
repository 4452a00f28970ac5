// Named float tensors in one file, in the safetensors format (https://github.com/huggingface/
// safetensors: u64 length of a JSON header, the header, the data). Only F32 tensors are read or
// written. Threads: const methods from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace vivavoce::vocoder {

struct TensorView {
  std::vector<int64_t> shape;
  std::span<const float> values;  // row-major
};

class TensorFile {
 public:
  TensorFile(TensorFile&&) = default;
  TensorFile& operator=(TensorFile&&) = default;
  // kNotFound, or kCorrupt when it is not such a file or has other tensors than F32.
  static Result<TensorFile> Read(const std::filesystem::path& path);
  static Result<TensorFile> Parse(std::string bytes);

  // kCorrupt, naming the tensor, when it is missing or its shape is another; -1 fits any length.
  Result<TensorView> Find(const std::string& name, std::initializer_list<int64_t> shape) const;

 private:
  TensorFile() = default;
  std::string bytes_;  // what the views point into: moved with it, never copied
  std::map<std::string, TensorView> tensors_;
};

class TensorFileWriter {
 public:
  // REQUIRES: values.size() is the product of the shape; the name is new.
  void Add(std::string name, std::vector<int64_t> shape, std::vector<float> values);
  std::string Serialize() const;
  Status Write(const std::filesystem::path& path) const;  // kUnavailable

 private:
  struct Tensor {
    std::vector<int64_t> shape;
    std::vector<float> values;
  };
  std::map<std::string, Tensor> tensors_;
};

}  // namespace vivavoce::vocoder
