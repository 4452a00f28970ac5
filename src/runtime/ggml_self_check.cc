#include "runtime/ggml_self_check.h"

#include <fmt/format.h>
#include <ggml-backend.h>
#include <ggml-cpu.h>
#include <ggml.h>

#include <array>
#include <cmath>
#include <memory>
#include <random>

#include "matmul/ggml_weights.h"
#include "runtime/isolated_check.h"

namespace vivavoce::runtime {
namespace {

constexpr int64_t kInputs = 512;  // a multiple of 256, which Q4_K asks for
constexpr int64_t kOutputs = 64;
constexpr std::array<ggml_type, 4> kTypes = {GGML_TYPE_Q4_0, GGML_TYPE_Q8_0, GGML_TYPE_Q4_K,
                                             GGML_TYPE_Q6_K};
constexpr std::array<int64_t, 3> kColumns = {1, 13, 32};

struct FreeContext {
  void operator()(ggml_context* context) const { ggml_free(context); }
};
struct FreeBackend {
  void operator()(ggml_backend* backend) const { ggml_backend_free(backend); }
};
struct FreeBuffer {
  void operator()(ggml_backend_buffer* buffer) const { ggml_backend_buffer_free(buffer); }
};
using Context = std::unique_ptr<ggml_context, FreeContext>;
using Buffer = std::unique_ptr<ggml_backend_buffer, FreeBuffer>;

Context NewContext() {
  return Context(ggml_init({ggml_tensor_overhead() * 8 + ggml_graph_overhead(), nullptr, true}));
}

std::vector<float> Noise(int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = uniform(random);
  return values;
}

struct Weights {
  std::vector<char> quantised;
  std::vector<float> dequantised;  // [kOutputs][kInputs]
};

Weights MakeWeights(ggml_type type) {
  const std::vector<float> exact = Noise(kOutputs * kInputs, 1);
  Weights weights;
  weights.quantised.resize(ggml_row_size(type, kInputs) * kOutputs);
  ggml_quantize_chunk(type, exact.data(), weights.quantised.data(), 0, kOutputs, kInputs, nullptr);
  weights.dequantised.resize(exact.size());
  ggml_get_type_traits(type)->to_float(weights.quantised.data(), weights.dequantised.data(),
                                       kOutputs * kInputs);
  return weights;
}

std::vector<float> Reference(const Weights& weights, const std::vector<float>& input) {
  const size_t columns = input.size() / kInputs;
  std::vector<float> product(columns * kOutputs);
  for (size_t c = 0; c < columns; ++c) {
    for (size_t o = 0; o < kOutputs; ++o) {
      double sum = 0;
      for (size_t i = 0; i < kInputs; ++i) {
        sum += double{weights.dequantised[o * kInputs + i]} * input[c * kInputs + i];
      }
      product[c * kOutputs + o] = static_cast<float>(sum);
    }
  }
  return product;
}

// Empty when this kind of buffer does not take the product.
Result<std::vector<float>> Multiply(ggml_backend_t backend, ggml_backend_buffer_type_t buffer_type,
                                    ggml_type type, const Weights& weights,
                                    const std::vector<float>& input) {
  const Context weight_context = NewContext(), context = NewContext();
  ggml_tensor* weight = ggml_new_tensor_2d(weight_context.get(), type, kInputs, kOutputs);
  const Buffer weight_buffer(ggml_backend_buft_alloc_buffer(
      buffer_type, ggml_backend_buft_get_alloc_size(buffer_type, weight)));
  if (!weight_buffer) return Fail(Error::Internal("ggml has no memory for a small matrix"));
  ggml_backend_buffer_set_usage(weight_buffer.get(), GGML_BACKEND_BUFFER_USAGE_WEIGHTS);
  ggml_backend_tensor_alloc(weight_buffer.get(), weight,
                            ggml_backend_buffer_get_base(weight_buffer.get()));
  ggml_tensor* vectors = ggml_new_tensor_2d(context.get(), GGML_TYPE_F32, kInputs,
                                            static_cast<int64_t>(input.size()) / kInputs);
  ggml_tensor* product = ggml_mul_mat(context.get(), weight, vectors);
  if (!ggml_backend_dev_supports_op(ggml_backend_get_device(backend), product)) {
    return std::vector<float>{};
  }
  const Buffer buffer(ggml_backend_alloc_ctx_tensors(context.get(), backend));
  if (!buffer) return Fail(Error::Internal("ggml has no memory for a small matrix"));
  ggml_backend_tensor_set(weight, weights.quantised.data(), 0, weights.quantised.size());
  ggml_backend_tensor_set(vectors, input.data(), 0, input.size() * sizeof(float));
  ggml_cgraph* graph = ggml_new_graph_custom(context.get(), 8, false);
  ggml_build_forward_expand(graph, product);
  if (ggml_backend_graph_compute(backend, graph) != GGML_STATUS_SUCCESS) {
    return Fail(Error::Internal("ggml could not compute"));
  }
  std::vector<float> result(static_cast<size_t>(ggml_nelements(product)));
  ggml_backend_tensor_get(product, result.data(), 0, result.size() * sizeof(float));
  return result;
}

// Runs in the child, so that silencing ggml is not felt here.
Status CheckProducts() {
  ggml_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  const Result<std::vector<GgmlProductCheck>> checks = MeasureGgmlProducts();
  if (!checks) return Fail(checks.error());
  for (const GgmlProductCheck& check : *checks) {
    // Written so that a NaN fails, too.
    if (!(check.relative_error <= kMaxRelativeError)) {
      return Fail(Error::Internal(
          fmt::format("{} is wrong by {:.1f} %", check.name, 100 * check.relative_error)));
    }
  }
  return {};
}

}  // namespace

double RelativeError(std::span<const float> reference, std::span<const float> got) {
  if (reference.size() != got.size()) return INFINITY;
  double difference = 0, size = 0;
  for (size_t i = 0; i < reference.size(); ++i) {
    difference += (double{got[i]} - reference[i]) * (double{got[i]} - reference[i]);
    size += double{reference[i]} * reference[i];
  }
  return std::sqrt(difference / size);
}

Result<std::vector<GgmlProductCheck>> MeasureGgmlProducts() {
  matmul::OfferToGgml();
  const std::unique_ptr<ggml_backend, FreeBackend> backend(ggml_backend_cpu_init());
  if (!backend) return Fail(Error::Internal("ggml has no CPU backend"));
  ggml_backend_cpu_set_n_threads(backend.get(), 1);
  std::vector<GgmlProductCheck> checks;
  for (const ggml_type type : kTypes) {
    const Weights weights = MakeWeights(type);
    for (const int64_t columns : kColumns) {
      const std::vector<float> input = Noise(columns * kInputs, 2);
      const std::vector<float> reference = Reference(weights, input);
      for (ggml_backend_buffer_type_t buffer :
           matmul::WeightBufferTypes(ggml_backend_get_device(backend.get()))) {
        const Result<std::vector<float>> got =
            Multiply(backend.get(), buffer, type, weights, input);
        if (!got) return Fail(got.error());
        if (got->empty()) continue;
        checks.push_back(
            {fmt::format("{} {} {}", ggml_type_name(type), ggml_backend_buft_name(buffer), columns),
             RelativeError(reference, *got)});
      }
    }
  }
  return checks;
}

Status RunGgmlSelfCheck() {
  const Status status = RunIsolated(CheckProducts);
  if (status) return {};
  return Fail(Error::Internal(
      "The matrix kernels do not work on this CPU (" + status.error().message +
      "). They are compiled for the machine that built them: build here with ./run, or delete the "
      "directory deps in $VIVAVOCE_HOME (~/.cache/vivavoce) and start ./run again."));
}

}  // namespace vivavoce::runtime
