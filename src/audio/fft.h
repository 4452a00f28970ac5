// Discrete Fourier transform of any length; fast when the length is a product of small primes (the
// 25 ms windows of speech front ends have 400 = 2^4 * 5^2 samples, not a power of two).
// Source   Cooley and Tukey, Math. Comp. 19 (1965): mixed radix, decimation in time.
// Threads  one at a time (scratch memory); instances share nothing.
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace vivavoce::audio {

class Fft {
 public:
  explicit Fft(int length);  // REQUIRES: length >= 1

  int length() const { return static_cast<int>(roots_.size()); }
  // X[k] = sum_n x[n] exp(-2 pi i k n / length). REQUIRES: both spans have length() elements and do
  // not overlap.
  void Forward(std::span<const std::complex<float>> in, std::span<std::complex<float>> out);

 private:
  void Transform(const std::complex<float>* in, size_t stride, std::complex<float>* out, size_t n,
                 size_t level);

  std::vector<size_t> factors_;              // ascending cost: outermost first
  std::vector<std::complex<float>> roots_;   // exp(-2 pi i k / length)
  std::vector<std::complex<float>> column_;  // one butterfly
};

}  // namespace vivavoce::audio
