#include "params/tree_params.h"

#include "params/field_makers.h"

namespace epochlab::core {

using namespace field;

/// An allow-list: XGBoost itself takes a misspelt parameter in silence. Defaults are those of XGBoost.
void addTreeFields(std::vector<ParamSpec>& specs) {
    constexpr auto group = ParamGroup::Training;
    const auto add = [&](Field field) { specs.push_back(field.when("model", {std::string("xgboost")})); };
    add(integer(group, "rounds", "Rounds", 1, 100000, 100,
                "More rounds of boosting fit the training rows better and, past some point, the validation rows worse; one round grows one "
                "tree a class (one in all for two classes) and counts as one epoch and one step.")
            .basic()
            .logarithmic()
            .slider(1, 1000));
    add(real(group, "eta", "Eta (η)", 0.0001, 1, 0.3,
             "The learning rate of boosting: a larger share of each new tree is added, which learns in fewer rounds and overfits sooner.")
            .basic()
            .logarithmic()
            .slider(0.01, 1));
    add(integer(group, "max-depth", "Depth", 1, 16, 6,
                "Deeper trees draw more complicated borders and overfit sooner; each level may double time and memory.")
            .basic()
            .slider(1, 16));
    add(real(group, "min-child-weight", "Least child weight", 0, 1e6, 1,
             "A larger least weight of the rows in a leaf keeps trees from fitting a few rows of their own.")
            .basic()
            .slider(0, 20));
    add(real(group, "lambda", "L2 penalty (λ)", 0, 1e6, 1, "A larger penalty shrinks the leaves' values, which smooths the answers.")
            .basic()
            .slider(0, 20));
    add(real(group, "subsample", "Row share", 0.01, 1, 1,
             "A smaller share of the training rows, drawn anew for each round, makes trees differ more, which fights overfitting.")
            .slider(0.1, 1));
    add(real(group, "colsample-bytree", "Column share", 0.01, 1, 1,
             "A smaller share of the features, drawn anew for each tree, makes trees differ more and grows them faster.")
            .slider(0.1, 1));
    add(choice(group, "tree-method", "Tree method",
               {{"auto", "Automatic"}, {"exact", "Exact"}, {"hist", "Histograms"}, {"approx", "Approximate"}}, "auto",
               "How splits are found: exact tries every value, histograms try only the borders of bins, approximate makes new bins each "
               "round. Automatic takes histograms where they stay below 1 GiB, else exact; the run names which."));
    add(integer(
            group, "max-bin", "Bins", 2, 4096, 256,
            "Fewer bins for each feature make histograms smaller and quicker and splits coarser; 64 is enough for the pixels of pictures.")
            .logarithmic()
            .slider(8, 1024)
            .when("tree-method", {std::string("exact")}, true));
}

} // namespace epochlab::core
