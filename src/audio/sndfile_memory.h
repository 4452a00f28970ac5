// A file in memory for libsndfile's virtual I/O. Private to the sound_*.cc files.
#pragma once

#include <sndfile.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace vivavoce::audio {

struct CloseSndfile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, CloseSndfile>;

// What the library reads from or writes to, and where it stands in it.
class SndfileMemory {
 public:
  SndfileMemory() = default;
  explicit SndfileMemory(std::span<const uint8_t> input) : input_(input) {}
  SndfileMemory(const SndfileMemory&) = delete;  // the library keeps its address
  SndfileMemory& operator=(const SndfileMemory&) = delete;

  static SF_VIRTUAL_IO Functions();

  // Bytes written since the last call. What is later changed in them (a header that gets its final
  // length) is not given again: streams do without.
  std::string TakeWritten();

 private:
  sf_count_t Size() const;
  sf_count_t Seek(sf_count_t offset, int whence);
  sf_count_t Read(void* out, sf_count_t count);
  sf_count_t Write(const void* bytes, sf_count_t count);

  std::span<const uint8_t> input_;
  std::string output_;    // from position taken_ of the file on
  sf_count_t taken_ = 0;  // bytes given away
  sf_count_t position_ = 0;
};

}  // namespace vivavoce::audio
