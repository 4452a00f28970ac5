#include "speaking/kokoro_dequantise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speaking/testing/onnx_fixture.h"

namespace vivavoce::speaking::kokoro_dequantise_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DequantisedTest, AScalarScaleAndZeroPointHoldForEveryValue) {
  const int64_t dims[] = {2, 2};
  EXPECT_THAT(*Dequantised({1, 2, 3, 4}, dims, std::vector{1.0f}, std::vector{0.5f}, 1),
              ElementsAre(0, 0.5, 1, 1.5));
}

TEST(DequantisedTest, ScalesRunAlongTheirAxis) {
  const int64_t dims[] = {2, 2};
  EXPECT_THAT(*Dequantised({1, 2, 3, 4}, dims, {}, std::vector{1.0f, 10.0f}, 0),
              ElementsAre(1, 2, 30, 40));
  EXPECT_THAT(
      *Dequantised({1, 2, 3, 4}, dims, std::vector{1.0f, 2.0f}, std::vector{1.0f, 10.0f}, 1),
      ElementsAre(0, 0, 2, 20));
}

TEST(DequantisedTest, ScalesOfAnotherSizeAreCorrupt) {
  const int64_t dims[] = {2, 2};
  EXPECT_FALSE(Dequantised({1, 2, 3, 4}, dims, {}, std::vector{1.0f, 1.0f, 1.0f}, 0));
  EXPECT_FALSE(Dequantised({1, 2, 3, 4}, dims, std::vector(3, 1.0f), std::vector{1.0f}, 0));
}

// x [1,2] -> quantised -> MatMulInteger with W [2,2] -> scaled -> y.
OnnxGraph IntegerMatMul() {
  OnnxGraph graph = EmptyGraph();
  graph.Add(Bytes("w", {2, 2}, {11, 12, 13, 14}));
  graph.Add(Bytes("w.zero", {}, {10}));
  graph.Add(Floats("w.scale", {}, {0.5}));
  OnnxNode cast = Node("Cast", {"int"}, {"float"});
  graph.nodes = {Node("DynamicQuantizeLinear", {"x"}, {"q", "q.scale", "q.zero"}),
                 Node("Mul", {"q.scale", "w.scale"}, {"scales"}),
                 Node("MatMulInteger", {"q", "w", "q.zero", "w.zero"}, {"int"}), cast,
                 Node("Mul", {"float", "scales"}, {"y"})};
  graph.inputs = {{"x", OnnxType::kFloat, {1, 2}}};
  graph.outputs = {{"y", OnnxType::kFloat, {1, 2}}};
  return graph;
}

TEST(DequantiseGraphTest, AnIntegerProductBecomesAFloatProductWithTheTrueWeights) {
  OnnxGraph graph = IntegerMatMul();
  ASSERT_TRUE(DequantiseGraph(graph));
  ASSERT_EQ(graph.nodes.size(), 1u);
  EXPECT_EQ(graph.nodes[0].op, "MatMul");
  // W = [[0.5, 1], [1.5, 2]]
  EXPECT_THAT(RunGraph(graph, {1, 2}), ElementsAre(3.5, 5));
}

TEST(DequantiseGraphTest, AProductThatIsScaledInAnotherWayIsCorruptAndNamed) {
  OnnxGraph graph = IntegerMatMul();
  graph.nodes.back().op = "Div";
  const auto status = DequantiseGraph(graph);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(status.error().message, HasSubstr("int.MatMulInteger"));
}

TEST(DequantiseGraphTest, AMissingWeightIsCorrupt) {
  OnnxGraph graph = IntegerMatMul();
  graph.constants.erase("w");
  EXPECT_FALSE(DequantiseGraph(graph));
}

TEST(DequantiseGraphTest, ATableOfSmallIntegersBecomesATableOfFloats) {
  OnnxGraph graph = EmptyGraph();
  graph.Add(Bytes("table", {2, 2}, {1, 2, 3, 4}));
  graph.Add(Bytes("zero", {}, {1}));
  graph.Add(Floats("scale", {}, {2}));
  graph.Add(Bytes("row", {}, {1}));
  graph.nodes = {Node("Cast", {"row"}, {"index"}), Node("Gather", {"table", "index"}, {"q"}),
                 Node("DequantizeLinear", {"q", "scale", "zero"}, {"y"})};
  graph.outputs = {{"y", OnnxType::kFloat, {2}}};
  ASSERT_TRUE(DequantiseGraph(graph));
  ASSERT_EQ(graph.nodes.back().op, "Gather");
  EXPECT_THAT(*TensorValues(*graph.Constant(graph.nodes.back().inputs[0])),
              ElementsAre(0, 2, 4, 6));
}

}  // namespace
}  // namespace vivavoce::speaking::kokoro_dequantise_test
