// The weight file of a CTranslate2 model (model.bin, binary version 6), mapped into memory.
// Layout   u32 version, string spec name, u32 spec revision, u32 number of variables; then for
// each: string
//          name, u8 rank, u32 dims[rank], u8 type, u32 bytes, data (row-major, unaligned); u32
//          number of aliases and pairs of strings. A string is u16 length with its final NUL, then
//          bytes. All little-endian. Aliases are not used here and not read.
// Errors   kNotFound, kCorrupt: name the file and what is wrong in it. No input crashes: every
// length is
//          checked against what is left of the file.
// Threads  immutable after Open.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace vivavoce::hearing {

enum class Ct2Type : uint8_t { kFloat32, kInt8, kInt16, kInt32, kFloat16, kBFloat16 };

struct Ct2Tensor {
  std::vector<int64_t> dims;  // outermost first; empty for a scalar
  Ct2Type type = Ct2Type::kFloat32;
  std::span<const uint8_t> bytes;  // inside the mapping

  int64_t elements() const;
};

class Ct2Model {
 public:
  static Result<Ct2Model> Open(const std::filesystem::path& path);

  const std::string& spec() const { return spec_; }  // "WhisperSpec"
  bool Has(const std::string& name) const { return tensors_.contains(name); }
  Result<Ct2Tensor> Find(const std::string& name) const;
  // The values as float32; kCorrupt unless the shape is `dims` and the type a floating one.
  Result<std::vector<float>> Floats(const std::string& name,
                                    const std::vector<int64_t>& dims) const;

 private:
  Ct2Model() = default;
  Error Wrong(const std::string& what) const;

  std::string path_;
  std::string spec_;
  std::shared_ptr<const void> mapping_;  // unmaps when the last copy goes
  std::map<std::string, Ct2Tensor> tensors_;
};

}  // namespace vivavoce::hearing
