// The float32 tensors of a file that torch.save wrote before it used ZIP (PyTorch up to 1.5): five
// pickles (pickle.h), then the numbers. Anything else is refused.
// Layout   magic number, protocol 1001, facts of the machine; the saved object, whose tensors name
//          their storage, offset, sizes and strides; the storages' keys; for each of these, in that
//          order, the number of its elements (int64) and the elements. Little-endian.
// Source   PyTorch's torch/serialization.py, _legacy_save.
// Threads  const methods from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "hearing/pickle.h"

namespace vivavoce::hearing {

class TorchFile {
 public:
  // kNotFound and kCorrupt name the file.
  static Result<TorchFile> Read(const std::filesystem::path& path);

  // The tensor at "dictionary/dictionary/key", row-major. kCorrupt names it when it is missing, of
  // another type or shape, not in one piece, or reaches out of its storage.
  Result<std::vector<float>> Floats(std::string_view path, const std::vector<int64_t>& dims) const;

 private:
  struct Storage {
    size_t at = 0;  // byte of the file
    int64_t count = 0;
  };
  struct Stretch {
    Storage storage;
    int64_t offset = 0;
  };

  TorchFile() = default;
  Status ReadStorages(size_t at, const PickleValue& keys);
  const PickleValue* Find(std::string_view path) const;
  std::optional<Stretch> FindStretch(const PickleValue& tensor,
                                     const std::vector<int64_t>& dims) const;

  std::string file_;
  std::vector<uint8_t> bytes_;
  std::optional<Pickle> saved_;
  std::map<std::string, Storage, std::less<>> storages_;
};

}  // namespace vivavoce::hearing
