// Writes the legacy ggml container that whisper.cpp reads: header, mel filters, vocabulary,
// tensors. Threads  one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::hearing {

class GgmlWriter {
 public:
  enum class Storage { kFloat32, kFloat16, kQ8 };

  explicit GgmlWriter(const std::filesystem::path& path);

  void Number(int32_t value);
  void Floats(std::span<const float> values);
  void Text(std::string_view text);  // u32 length, bytes
  // `dims` outermost first, as in CTranslate2; the file has them innermost first. kQ8 needs an
  // innermost size that is a multiple of 32.
  Status Tensor(std::string_view name, std::span<const float> values,
                const std::vector<int64_t>& dims, Storage storage);
  Status Close();  // kUnavailable when anything could not be written

 private:
  void Bytes(const void* data, size_t size);

  std::string path_;
  std::ofstream file_;
};

}  // namespace vivavoce::hearing
