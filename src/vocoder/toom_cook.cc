#include "vocoder/toom_cook.h"

#include <array>
#include <cassert>
#include <cmath>

namespace vivavoce::vocoder {
namespace {

using Polynomial = std::vector<double>;  // coefficients, constant term first

Polynomial Times(const Polynomial& a, const Polynomial& b) {
  Polynomial product(a.size() + b.size() - 1, 0.0);
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < b.size(); ++j) product[i + j] += a[i] * b[j];
  }
  return product;
}

// The product of x - p over all finite points but the one at `except` (-1: over all).
Polynomial Product(std::span<const double> points, ptrdiff_t except) {
  Polynomial product{1.0};
  for (size_t j = 0; j < points.size(); ++j) {
    if (static_cast<ptrdiff_t>(j) != except) product = Times(product, {-points[j], 1.0});
  }
  return product;
}

double Norm(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

std::vector<double> Powers(double base, int count) {
  std::vector<double> powers(static_cast<size_t>(count));
  double power = 1;
  for (double& value : powers) {
    value = power;
    power *= base;
  }
  return powers;
}

}  // namespace

std::optional<ToomCook> ToomCook::ForTaps(int taps) {
  static constexpr std::array kFor3 = {0.4, 0.75, 1.25, 2.5};
  static constexpr std::array kFor7 = {0.25, 0.4, 0.6, 1.25, 1.5, 2.0, 4.0};
  static constexpr std::array kFor11 = {0.25, 0.4, 2.0 / 3, 0.8, 1.0, 1.5, 2.0, 2.5};
  switch (taps) {
    case 3:
      return Make(3, 8, kFor3);
    case 7:
      return Make(7, 10, kFor7);
    case 11:
      return Make(11, 8, kFor11);
    default:
      return std::nullopt;
  }
}

ToomCook ToomCook::Make(int taps, int outputs, std::span<const double> pair_points) {
  ToomCook made{.taps = taps, .outputs = outputs, .pairs = static_cast<int>(pair_points.size())};
  assert(made.points() == outputs + taps - 1);
  std::vector<double> finite{0.0};
  for (const double a : pair_points) finite.insert(finite.end(), {a, -a});

  // Row i of B^T holds the coefficients of the product of x - p_j over j != i; its scale, and that
  // of row i of A, go into row i of G.
  for (size_t i = 0; i < finite.size(); ++i) {
    const Polynomial row = Product(finite, static_cast<ptrdiff_t>(i));
    double denominator = 1;
    for (size_t j = 0; j < finite.size(); ++j) {
      if (j != i) denominator *= finite[i] - finite[j];
    }
    const std::vector<double> outputs_row = Powers(finite[i], outputs);
    const double row_norm = Norm(row), output_norm = Norm(outputs_row);
    for (const double power : Powers(finite[i], taps)) {
      made.weight.push_back(power / denominator * row_norm * output_norm);
    }
    if (i == 0) {
      for (size_t k = 0; k < row.size(); k += 2) {
        made.zero.push_back(static_cast<float>(row[k] / row_norm));
      }
    } else if (i % 2 == 1) {  // +a; the row of -a differs in the sign of its odd part
      for (size_t k = 2; k < row.size(); k += 2) {
        made.even.push_back(static_cast<float>(row[k] / row_norm));
      }
      for (size_t k = 1; k < row.size(); k += 2) {
        made.odd.push_back(static_cast<float>(row[k] / row_norm));
      }
      for (const double power : outputs_row) {
        made.output.push_back(static_cast<float>(power / output_norm));
      }
    }
  }
  const Polynomial all = Product(finite, -1);
  const double all_norm = Norm(all);
  for (size_t k = 1; k < all.size(); k += 2) {
    made.infinity.push_back(static_cast<float>(all[k] / all_norm));
  }
  for (int k = 0; k < taps; ++k) made.weight.push_back(k == taps - 1 ? all_norm : 0.0);
  return made;
}

}  // namespace vivavoce::vocoder
