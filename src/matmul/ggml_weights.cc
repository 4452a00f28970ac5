// ggml has no public interface for this: the classes and the list are those by which its CPU backend finds
// its own (ggml-cpu/traits.h), and the pinned version of it is what this file is written for.
#include "matmul/ggml_weights.h"

#include <ggml-backend-impl.h>
#include <ggml-cpu-impl.h>
#include <ggml-cpu.h>
#include <sys/mman.h>
#include <traits.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "matmul/kernels.h"
#include "matmul/pack.h"
#include "matmul/product.h"

namespace vivavoce::matmul {
namespace {

ggml_backend_buffer_type_t PanelBuffers();

int Inputs(const ggml_tensor& weights) { return static_cast<int>(weights.ne[0]); }
int Rows(const ggml_tensor& weights) { return static_cast<int>(weights.ne[1]); }

bool CanHold(const ggml_tensor& weights) {
  return (weights.type == GGML_TYPE_Q4_K || weights.type == GGML_TYPE_Q6_K ||
          weights.type == GGML_TYPE_Q8_0) &&
         ggml_n_dims(&weights) == 2 && weights.ne[0] % kBlockInputs == 0;
}

// The panels of a tensor that CanHold(); they may be touched where it is allocated.
template <typename Panel>
std::span<Panel> PanelsIn(const ggml_tensor& weights) {
  return {static_cast<Panel*>(weights.data),
          static_cast<size_t>(PanelsOf(Rows(weights))) *
              static_cast<size_t>(Inputs(weights) / kBlockInputs)};
}

// Calls `use` with them, whatever the tensor's type.
auto WithPanels(const ggml_tensor& weights, const auto& use) {
  switch (weights.type) {
    case GGML_TYPE_Q4_K: return use(PanelsIn<Q4Panel>(weights));
    case GGML_TYPE_Q6_K: return use(PanelsIn<Q6Panel>(weights));
    default: return use(PanelsIn<Q8Panel>(weights));
  }
}

size_t PanelBytes(const ggml_tensor& weights) {
  return WithPanels(weights, [](auto panels) { return panels.size_bytes(); });
}

// A product runs on every thread of ggml's pool at once.
class PanelProduct final : public ggml::cpu::tensor_traits {
 public:
  bool work_size(int, const ggml_tensor* op, size_t& size) override {
    if (op->op != GGML_OP_MUL_MAT) return false;
    size = sizeof(ActivationBlock) *
               ActivationBlocks(static_cast<int>(ggml_nrows(op->src[1])), Inputs(*op->src[0])) +
           alignof(ActivationBlock);
    return true;
  }

  bool compute_forward(ggml_compute_params* params, ggml_tensor* op) override {
    if (op->op == GGML_OP_GET_ROWS) GetRows(*params, *op);
    if (op->op == GGML_OP_MUL_MAT) Product(*params, *op);
    return op->op == GGML_OP_GET_ROWS || op->op == GGML_OP_MUL_MAT;
  }

 private:
  void Product(const ggml_compute_params& params, ggml_tensor& op) {
    const ggml_tensor& weights = *op.src[0];
    const Tiling tiling(static_cast<int>(ggml_nrows(op.src[1])));
    const std::span<ActivationBlock> activations = Activations(params, tiling.tokens, weights);
    QuantiseShare(params, *op.src[1], tiling, activations);
    if (params.ith == 0) ggml_threadpool_chunk_set(params.threadpool, params.nth);
    ggml_barrier(params.threadpool);
    // Several pieces a thread, so that one whose core is taken away does not keep the others waiting.
    const int panels = PanelsOf(Rows(weights));
    const int pieces = std::min(panels, params.nth == 1 ? 1 : params.nth * 4);
    for (int piece = params.ith; piece < pieces;
         piece = ggml_threadpool_chunk_add(params.threadpool, 1)) {
      const int first = panels * piece / pieces, last = panels * (piece + 1) / pieces;
      WithPanels(weights, [&]<typename Panel>(std::span<Panel> of) {
        Multiply<Panel>(kernels_, of, Inputs(weights), tiling, activations, first, last,
                        static_cast<float*>(op.data), Rows(weights));
      });
    }
  }

  // Of 8-bit weights only: supports_op() takes no others.
  static void GetRows(const ggml_compute_params& params, ggml_tensor& op) {
    const ggml_tensor& weights = *op.src[0];
    const auto inputs = static_cast<size_t>(Inputs(weights));
    const std::span<const Q8Panel> panels = PanelsIn<Q8Panel>(weights);
    const auto* wanted = static_cast<const int32_t*>(op.src[1]->data);
    for (int64_t i = params.ith; i < ggml_nelements(op.src[1]); i += params.nth) {
      GGML_ASSERT(wanted[i] >= 0 && wanted[i] < Rows(weights));
      UnpackRow(panels, wanted[i],
                {static_cast<float*>(op.data) + static_cast<size_t>(i) * inputs, inputs});
    }
  }

  static std::span<ActivationBlock> Activations(const ggml_compute_params& params, int tokens,
                                                const ggml_tensor& weights) {
    constexpr uintptr_t kAlign = alignof(ActivationBlock);
    const uintptr_t begin =
        (reinterpret_cast<uintptr_t>(params.wdata) + kAlign - 1) / kAlign * kAlign;
    return {reinterpret_cast<ActivationBlock*>(begin),
            ActivationBlocks(tokens, Inputs(weights))};
  }

  void QuantiseShare(const ggml_compute_params& params, const ggml_tensor& input,
                            const Tiling& tiling, std::span<ActivationBlock> activations) {
    const int inputs = static_cast<int>(input.ne[0]), blocks = inputs / kBlockInputs;
    for (int i = params.ith; i < tiling.tokens * blocks; i += params.nth) {
      const int token = i / blocks, block = i % blocks;
      const int64_t row = token % input.ne[1], plane = token / input.ne[1] % input.ne[2],
                    cube = token / input.ne[1] / input.ne[2];
      const auto* x = reinterpret_cast<const float*>(
          static_cast<const char*>(input.data) + static_cast<size_t>(row) * input.nb[1] +
          static_cast<size_t>(plane) * input.nb[2] + static_cast<size_t>(cube) * input.nb[3]);
      kernels_.quantise(x + block * kBlockInputs,
                        activations[ActivationIndex(tiling, token, block, inputs)]);
    }
  }

  const Kernels& kernels_ = *SupportedKernels().front();
};

class PanelBufferType final : public ggml::cpu::extra_buffer_type {
 public:
  bool supports_op(ggml_backend_dev_t, const ggml_tensor* op) override {
    if (!IsKnown(*op) || !CanHold(*op->src[0]) || !ggml_is_contiguous(op)) return false;
    const ggml_tensor& input = *op->src[1];
    if (input.buffer && !ggml_backend_buft_is_host(input.buffer->buft)) return false;
    if (op->op == GGML_OP_MUL_MAT) {
      return input.type == GGML_TYPE_F32 && input.nb[0] == sizeof(float);
    }
    // Rows of token embeddings: only whisper.cpp asks for them here, llama.cpp keeps those apart.
    return op->src[0]->type == GGML_TYPE_Q8_0 && op->type == GGML_TYPE_F32 &&
           input.type == GGML_TYPE_I32 && ggml_is_contiguous(&input);
  }

  ggml::cpu::tensor_traits* get_tensor_traits(const ggml_tensor* op) override {
    if (!IsKnown(*op)) return nullptr;
    return static_cast<ggml::cpu::tensor_traits*>(op->src[0]->extra);
  }

 private:
  static bool IsKnown(const ggml_tensor& op) {
    return (op.op == GGML_OP_MUL_MAT || op.op == GGML_OP_GET_ROWS) && op.src[0]->buffer &&
           op.src[0]->buffer->buft == PanelBuffers();
  }
};

ggml_status InitTensor(ggml_backend_buffer_t, ggml_tensor* weights) {
  static PanelProduct product;
  weights->extra = CanHold(*weights) ? static_cast<ggml::cpu::tensor_traits*>(&product) : nullptr;
  return GGML_STATUS_SUCCESS;
}

void SetTensor(ggml_backend_buffer_t, ggml_tensor* weights, const void* data, size_t offset,
               size_t size) {
  GGML_ASSERT(offset == 0 && size == ggml_nbytes(weights) && CanHold(*weights));
  const std::span<const uint8_t> blocks(static_cast<const uint8_t*>(data), size);
  WithPanels(*weights, [&](auto panels) { Pack(blocks, Inputs(*weights), panels); });
}

ggml_backend_buffer_t AllocBuffer(ggml_backend_buffer_type_t type, size_t size) {
  ggml_backend_buffer_t buffer = ggml_backend_buft_alloc_buffer(ggml_backend_cpu_buffer_type(), size);
  if (!buffer) return nullptr;
  // Weights are read from end to end for every token: with small pages a tenth slower.
  constexpr uintptr_t kHugePage = uintptr_t{1} << 21;
  const auto begin = reinterpret_cast<uintptr_t>(ggml_backend_buffer_get_base(buffer));
  const uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t last = (begin + size) / kHugePage * kHugePage;
  if (last > first) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
  buffer->buft = type;
  buffer->iface.init_tensor = InitTensor;
  buffer->iface.set_tensor = SetTensor;
  buffer->iface.get_tensor = nullptr;
  buffer->iface.cpy_tensor = nullptr;
  return buffer;
}

ggml_backend_buffer_type_t PanelBuffers() {
  static PanelBufferType ours;
  static ggml_backend_buffer_type type = {
      .iface = {.get_name = [](ggml_backend_buffer_type_t) { return "panels"; },
                .alloc_buffer = AllocBuffer,
                .get_alignment = [](ggml_backend_buffer_type_t) { return alignof(Q4Panel); },
                .get_max_size = nullptr,
                .get_alloc_size =
                    [](ggml_backend_buffer_type_t, const ggml_tensor* weights) {
                      return CanHold(*weights) ? PanelBytes(*weights) : ggml_nbytes(weights);
                    },
                .is_host = nullptr},
      .device = ggml_backend_reg_dev_get(ggml_backend_cpu_reg(), 0),
      .context = static_cast<ggml::cpu::extra_buffer_type*>(&ours)};
  return &type;
}

}  // namespace

std::vector<ggml_backend_buffer_type_t> WeightBufferTypes(ggml_backend_dev_t device) {
  std::vector<ggml_backend_buffer_type_t> types;
  const auto get = reinterpret_cast<ggml_backend_dev_get_extra_bufts_t>(
      ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device),
                                        "ggml_backend_dev_get_extra_bufts"));
  if (get) {
    for (ggml_backend_buffer_type_t* extra = get(device); extra && *extra; ++extra) {
      types.push_back(*extra);
    }
  }
  types.push_back(ggml_backend_dev_buffer_type(device));
  return types;
}

void OfferToGgml() {
  const char* wanted = std::getenv("VIVAVOCE_MATMUL");
  if (SupportedKernels().empty() || (wanted && std::string_view(wanted) == "ggml")) return;
  static std::once_flag once;
  std::call_once(once, [] {
    std::vector<ggml_backend_buffer_type_t>& types = ggml_backend_cpu_get_extra_buffer_types();
    types.insert(types.begin(), PanelBuffers());
  });
}

}  // namespace vivavoce::matmul
