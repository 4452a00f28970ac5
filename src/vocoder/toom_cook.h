// Fast FIR filtering of `outputs` values at once: y = A^T [(G w) * (B^T x)], elementwise product in
// the middle, so that `points` = outputs + taps - 1 multiplications do the work of outputs * taps.
// Source   Toom 1963, Cook 1966; as convolution algorithm Winograd, "Arithmetic Complexity of
//          Computations" (1980) and Lavin and Gray, arXiv:1509.09308. Interpolation points 0, +-a,
//          infinity: the pair +-a shares the even and the odd part of its rows.
// Points   chosen by search for the least error in float32 on normal noise: 115 dB (3 taps), 87 dB
//          (7), 79 dB (11) below the signal; tests hold that. Rows are scaled to norm 1.
// Threads  plain values.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace vivavoce::vocoder {

struct ToomCook {
  int taps = 0;
  int outputs = 0;
  int pairs = 0;  // of points +-a

  int points() const { return 2 * pairs + 2; }  // order: 0, +a1, -a1, +a2, -a2, ..., infinity

  // Rows of B^T. x has points() values.
  std::vector<float> even;      // [pairs][pairs]      applied to x[2], x[4], ..., x[2 pairs]
  std::vector<float> odd;       // [pairs][pairs]      applied to x[1], x[3], ...; +a: even + odd
  std::vector<float> zero;      // [pairs + 1]         applied to x[0], x[2], ...
  std::vector<float> infinity;  // [pairs + 1]         applied to x[1], x[3], ...
  // Rows of A: coefficient of (+a product) + (-a product) in y[0], y[2], ..., of their difference
  // in y[1], y[3], ...; point 0 adds to y[0], infinity to y[outputs - 1], both times 1.
  std::vector<float> output;  // [pairs][outputs]

  std::vector<double> weight;  // G, [points][taps]

  // The variant for a filter of 3, 7 or 11 taps; nullopt for others.
  static std::optional<ToomCook> ForTaps(int taps);
  // REQUIRES: |pair_points| > 0, distinct; outputs + taps - 1 == 2 |pair_points| + 2.
  static ToomCook Make(int taps, int outputs, std::span<const double> pair_points);
};

}  // namespace vivavoce::vocoder
