// The arrays of an HDF5 file as Keras saves weights: superblock version 0, groups as symbol tables,
// float32 little-endian datasets that lie in one piece. Anything else is refused.
// Source   The HDF Group, HDF5 File Format Specification Version 3.0, sections II.A, III and IV.
// Threads  const methods from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::hearing {

class Hdf5File {
 public:
  // kNotFound and kCorrupt name the file.
  static Result<Hdf5File> Read(const std::filesystem::path& path);

  // The dataset at "group/group/name", row-major. kCorrupt names it when it is missing, of another
  // type or shape, or reaches out of the file.
  Result<std::vector<float>> Floats(std::string_view path, const std::vector<uint64_t>& dims) const;

 private:
  struct Group {
    uint64_t tree = 0;
    uint64_t heap = 0;
  };
  struct Object;

  Hdf5File() = default;
  bool Holds(uint64_t at, uint64_t size) const;
  template <typename T>
  T Number(uint64_t at) const;  // 0 outside of the file
  bool Signed(uint64_t at, std::string_view signature) const;
  Object ReadObject(uint64_t header) const;
  void ReadMessages(uint64_t at, uint64_t size, int depth, Object& object) const;
  // The object header's address; 0 when there is none of that name.
  uint64_t Find(const Group& group, std::string_view name) const;
  uint64_t FindInTree(uint64_t node, uint64_t names, std::string_view name, int depth) const;

  std::string file_;
  std::vector<uint8_t> bytes_;
  Group root_;
};

}  // namespace vivavoce::hearing
