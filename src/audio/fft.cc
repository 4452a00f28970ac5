#include "audio/fft.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace vivavoce::audio {

using Complex = std::complex<float>;

namespace {

// std::complex's operator* checks for infinities (C99 Annex G), which costs more than the product.
inline Complex Multiply(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

}  // namespace

Fft::Fft(int length) {
  assert(length >= 1);
  for (int k = 0; k < length; ++k) {
    const double angle = -2.0 * std::numbers::pi * k / length;
    roots_.emplace_back(static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)));
  }
  int rest = length;
  for (int factor = 4; rest > 1;) {  // radix 4 first: half the passes of radix 2
    if (rest % factor == 0) {
      factors_.push_back(static_cast<size_t>(factor));
      rest /= factor;
    } else {
      factor = factor == 4 ? 2 : factor == 3 ? 5 : factor + 1;
    }
  }
  column_.resize(factors_.empty() ? 1 : *std::ranges::max_element(factors_));
}

void Fft::Forward(std::span<const Complex> in, std::span<Complex> out) {
  assert(in.size() == roots_.size() && out.size() == roots_.size());
  Transform(in.data(), 1, out.data(), roots_.size(), 0);
}

void Fft::Transform(const Complex* in, size_t stride, Complex* out, size_t n, size_t level) {
  if (n == 1) {
    *out = *in;
    return;
  }
  const size_t radix = factors_[level];
  const size_t part = n / radix;
  for (size_t r = 0; r < radix; ++r) {
    Transform(in + r * stride, stride * radix, out + r * part, part, level + 1);
  }
  const size_t length = roots_.size();
  for (size_t k = 0; k < part; ++k) {
    for (size_t r = 0; r < radix; ++r) {
      column_[r] = Multiply(out[r * part + k], roots_[r * k * stride]);
    }
    if (radix == 4) {
      const Complex even = column_[0] + column_[2], even_difference = column_[0] - column_[2];
      const Complex odd = column_[1] + column_[3], odd_difference = column_[1] - column_[3];
      const Complex turned(odd_difference.imag(), -odd_difference.real());  // times -i
      out[k] = even + odd;
      out[k + part] = even_difference + turned;
      out[k + 2 * part] = even - odd;
      out[k + 3 * part] = even_difference - turned;
      continue;
    }
    const size_t step = length / radix;
    for (size_t q = 0; q < radix; ++q) {
      Complex sum = column_[0];
      for (size_t r = 1, root = 0; r < radix; ++r) {
        root += q * step;
        if (root >= length) root -= length;
        sum += Multiply(column_[r], roots_[root]);
      }
      out[k + q * part] = sum;
    }
  }
}

}  // namespace vivavoce::audio
