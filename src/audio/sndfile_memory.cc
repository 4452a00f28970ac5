#include "audio/sndfile_memory.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

namespace vivavoce::audio {

SF_VIRTUAL_IO SndfileMemory::Functions() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* data) { return static_cast<SndfileMemory*>(data)->Size(); };
  io.seek = [](sf_count_t offset, int whence, void* data) {
    return static_cast<SndfileMemory*>(data)->Seek(offset, whence);
  };
  io.read = [](void* out, sf_count_t count, void* data) {
    return static_cast<SndfileMemory*>(data)->Read(out, count);
  };
  io.write = [](const void* bytes, sf_count_t count, void* data) {
    return static_cast<SndfileMemory*>(data)->Write(bytes, count);
  };
  io.tell = [](void* data) { return static_cast<SndfileMemory*>(data)->position_; };
  return io;
}

sf_count_t SndfileMemory::Size() const {
  return input_.empty() ? taken_ + static_cast<sf_count_t>(output_.size())
                        : static_cast<sf_count_t>(input_.size());
}

sf_count_t SndfileMemory::Seek(sf_count_t offset, int whence) {
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : Size();
  // Clamped: a hostile file may ask for anywhere.
  const sf_count_t wanted = offset < -base ? 0 : base + std::min(offset, Size() - base);
  position_ = std::clamp<sf_count_t>(wanted, 0, Size());
  return position_;
}

sf_count_t SndfileMemory::Read(void* out, sf_count_t count) {
  const auto left = static_cast<sf_count_t>(input_.size()) - position_;
  const sf_count_t size = std::clamp<sf_count_t>(count, 0, std::max<sf_count_t>(left, 0));
  if (size > 0) std::memcpy(out, input_.data() + position_, static_cast<size_t>(size));
  position_ += size;
  return size;
}

sf_count_t SndfileMemory::Write(const void* bytes, sf_count_t count) {
  const auto* from = static_cast<const char*>(bytes);
  for (sf_count_t i = 0; i < count; ++i, ++position_) {
    if (position_ < taken_) continue;
    const auto at = static_cast<size_t>(position_ - taken_);
    if (at < output_.size()) {
      output_[at] = from[i];
    } else {
      output_ += from[i];
    }
  }
  return count;
}

std::string SndfileMemory::TakeWritten() {
  taken_ += static_cast<sf_count_t>(output_.size());
  return std::exchange(output_, {});
}

}  // namespace vivavoce::audio
