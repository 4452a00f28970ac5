// Scratch memory for kernels: floats aligned to a cache line that are not set to zero when they are
// made and keep their place while they do not grow. Threads: plain value.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace vivavoce::vocoder {

class FloatBuffer {
 public:
  // At least `count` floats with undefined content; what was there before is lost when it grows.
  float* Reserve(size_t count) {
    if (count > capacity_) {
      data_.reset();
      data_.reset(static_cast<float*>(std::aligned_alloc(kAlignment, RoundUp(count))));
      if (!data_) throw std::bad_alloc();
      capacity_ = count;
    }
    return data_.get();
  }
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }

 private:
  static constexpr size_t kAlignment = 64;
  static size_t RoundUp(size_t count) {
    return (count * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
  }
  struct Free {
    void operator()(float* data) const { std::free(data); }
  };
  std::unique_ptr<float, Free> data_;
  size_t capacity_ = 0;  // of data_
};

}  // namespace vivavoce::vocoder
