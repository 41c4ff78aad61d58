#include "params/field_row.h"
#include "params/model_fields.h"
#include "params/rate_sparkline.h"
#include "params/setup_form.h"
#include "params/switch.h"
#include "theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <cmath>

using namespace epochlab;

namespace {

/// The form with an owner that takes every valid value.
struct Fixture {
    core::ParamSet values{core::mlpParams()};
    ui::SetupForm form{values, [this](const std::string& id, core::ParamValue value) { return values.set(id, std::move(value)); }};

    void type(const std::string& id, const QString& text) {
        QLineEdit* edit = form.field(id)->edit();
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
    }
};

} // namespace

class SetupFormTest : public QObject {
    Q_OBJECT
private slots:
    void reflectsTheTable() {
        Fixture f;
        for (const core::ParamSpec& spec : core::mlpParams().specs()) {
            const ui::FieldRow* row = f.form.field(spec.id);
            if (spec.id == "data" || spec.id == "model") {
                QVERIFY(row == nullptr);
                continue;
            }
            QVERIFY2(row != nullptr, spec.id.c_str());
            QCOMPARE(row->combo() != nullptr, spec.kind == core::ParamKind::Choice);
            QCOMPARE(row->toggle() != nullptr, spec.kind == core::ParamKind::Boolean);
            QCOMPARE(row->slider() != nullptr, spec.sliderMaximum > spec.sliderMinimum);
            if (row->combo() != nullptr) {
                QCOMPARE(row->combo()->count(), int(spec.choices.size()));
                QCOMPARE(row->combo()->currentData().toString().toStdString(), std::get<std::string>(spec.defaultValue));
            } else if (row->edit() != nullptr) {
                QCOMPARE(row->edit()->text().toStdString(), spec.automatic ? "automatic (1)" : core::valueText(spec.defaultValue));
                QVERIFY(!row->edit()->accessibleName().isEmpty());
            }
        }
    }

    void nineBasicFieldsWithTheCities() {
        Fixture f;
        int shown = 0;
        for (const core::ParamSpec& spec : core::mlpParams().specs()) {
            shown += f.form.fieldShown(spec.id) ? 1 : 0;
        }
        QCOMPARE(shown, 9);
    }

    void aModelShowsItsOwnFields() {
        const struct {
            const char* model;
            std::vector<std::string> shown, hidden;
            const char* help;
        } rows[] = {
            {"xgboost", {"rounds", "eta", "max-depth", "seed"}, {"epochs", "learning-rate", "width", "optimizer", "subsample"}, "Eta"},
            {"mlp", {"epochs", "learning-rate", "width", "seed"}, {"rounds", "eta", "max-depth"}, "Learning rate"}};
        Fixture f;
        for (const auto& row : rows) {
            QVERIFY(f.values.setText("model", row.model).ok());
            f.form.showValues(f.values);
            for (const std::string& id : row.shown) QVERIFY2(f.form.fieldShown(id), id.c_str());
            for (const std::string& id : row.hidden) QVERIFY2(!f.form.fieldShown(id), id.c_str());
            QVERIFY2(f.form.helpText().startsWith(QLatin1String(row.help)), qPrintable(f.form.helpText()));
        }
    }

    void aPresetSetsItsFieldsAndIsOfferedToItsModelAlone() {
        Fixture f;
        QVERIFY(f.form.presetButton()->isHidden());
        QVERIFY(f.values.setText("model", "xgboost").ok());
        QVERIFY(f.values.setText("rounds", "7").ok());
        f.form.showValues(f.values);
        QVERIFY(!f.form.presetButton()->isHidden());
        const auto actions = f.form.presetButton()->menu()->actions();
        const auto quantised = std::find_if(actions.begin(), actions.end(),
                                            [](const QAction* action) { return action->text() == QLatin1String("Quantised pixels"); });
        QVERIFY(quantised != actions.end());
        (*quantised)->trigger();
        QCOMPARE(f.values.integer("max-bin"), std::int64_t{64});
        QCOMPARE(f.values.text("tree-method"), std::string("hist"));
        QCOMPARE(f.values.integer("rounds"), std::int64_t{100});
        QVERIFY(f.form.helpText().startsWith(QLatin1String("Quantised pixels: ")));
    }

    void aTypedValueReachesTheOwner() {
        Fixture f;
        f.type("learning-rate", QStringLiteral("0.02"));
        QCOMPARE(f.values.real("learning-rate"), 0.02);
        f.form.field("batch-norm")->toggle()->click();
        QVERIFY(f.values.boolean("batch-norm"));
        QComboBox* combo = f.form.field("activation")->combo();
        combo->setCurrentIndex(combo->findData(QStringLiteral("tanh")));
        QCOMPARE(f.values.text("activation"), std::string("tanh"));
    }

    void anInvalidValueShowsItsErrorAndKeepsTheOld() {
        Fixture f;
        core::ParamSet reference(core::mlpParams());
        for (const char* bad : {"0", "abc", "5000"}) {
            f.type("width", QString::fromLatin1(bad));
            QCOMPARE(f.values.integer("width"), std::int64_t(16));
            QCOMPARE(f.form.field("width")->errorText().toStdString(), core::describe(reference.setText("width", bad).error()));
        }
        f.type("width", QStringLiteral("32"));
        QCOMPARE(f.values.integer("width"), std::int64_t(32));
        QCOMPARE(f.form.field("width")->errorText(), QString());
    }

    void problemsOverFieldsShowAtTheirFields() {
        Fixture f;
        f.type("batch-size", QStringLiteral("1"));
        f.form.field("batch-norm")->toggle()->click();
        const auto problems = f.values.validate();
        QVERIFY(!problems.empty());
        f.form.showProblems(problems);
        QCOMPARE(f.form.field(problems.front().id)->errorText().toStdString(), core::describe(problems.front().error));
        f.form.showProblems({});
        QCOMPARE(f.form.field(problems.front().id)->errorText(), QString());
    }

    void theScheduleIsDrawnAsCoreGivesIt() {
        const struct {
            const char* schedule;
            const char* warmup;
            double first, middle, last;
        } rows[] = {{"constant", "0", 1, 1, 1}, {"cosine", "0", 1, 0.5, 0}, {"step", "0", 1, 0.01, 1e-4}, {"constant", "25", 0, 1, 1}};
        for (const auto& row : rows) {
            Fixture f; // 50 epochs, a step every 10
            f.type("warmup", QString::fromLatin1(row.warmup));
            QComboBox* combo = f.form.field("schedule")->combo();
            combo->setCurrentIndex(combo->findData(QString::fromLatin1(row.schedule)));
            const QPolygonF& curve = f.form.sparkline()->curve();
            const double found[] = {curve.first().y(), curve.at(curve.size() / 2).y(), curve.last().y()};
            const double wanted[] = {row.first, row.middle, row.last};
            for (int i = 0; i < 3; ++i) {
                QVERIFY2(std::abs(found[i] - wanted[i]) < 0.01, row.schedule);
            }
        }
    }

    void visibleWhen() {
        Fixture f;
        f.form.setUnfolded(true);
        QVERIFY(f.form.fieldShown("beta1"));
        QVERIFY(!f.form.fieldShown("momentum"));
        QComboBox* optimizer = f.form.field("optimizer")->combo();
        optimizer->setCurrentIndex(optimizer->findData(QStringLiteral("momentum")));
        QVERIFY(!f.form.fieldShown("beta1"));
        QVERIFY(f.form.fieldShown("momentum"));
        QVERIFY(!f.form.fieldShown("toy-noise"));
        QVERIFY(f.values.set("data", std::string("toy:moons")).ok());
        f.form.showValues(f.values);
        QVERIFY(f.form.fieldShown("toy-noise"));
        QVERIFY(!f.form.fieldShown("csv-label"));
    }

    void moreCountsWhatIsChangedBehindIt() {
        Fixture f;
        QCOMPARE(f.form.moreText(), QStringLiteral("More ▸"));
        f.type("dropout", QStringLiteral("0.2"));
        f.type("threads", QStringLiteral("2"));
        f.type("width", QStringLiteral("32"));
        QCOMPARE(f.form.moreText(), QStringLiteral("More (2 changed) ▸"));
        f.form.setUnfolded(true);
        QCOMPARE(f.form.moreText(), QStringLiteral("More (2 changed) ▾"));
    }

    void automaticThreadsSayWhatTheyComeTo() {
        Fixture f;
        const QLineEdit* edit = f.form.field("threads")->edit();
        QCOMPARE(edit->text(), QStringLiteral("automatic (1)"));
        QVERIFY(f.values.set("model", std::string("xgboost")).ok());
        f.form.showValues(f.values);
        QCOMPARE(edit->text(), QStringLiteral("automatic (%1)").arg(core::automaticThreads(f.values)));
        f.type("threads", QStringLiteral("7"));
        QCOMPARE(f.values.integer("threads"), 7);
        QCOMPARE(edit->text(), QStringLiteral("7"));
        f.type("threads", QString());
        QCOMPARE(f.values.integer("threads"), 0);
        QVERIFY(edit->text().startsWith(QStringLiteral("automatic")));
    }

    void theSliderIsLogarithmicAndRound() {
        Fixture f;
        QSlider* slider = f.form.field("learning-rate")->slider();
        slider->setValue(slider->maximum());
        QCOMPARE(f.values.real("learning-rate"), 1.0);
        slider->setValue(slider->minimum());
        QCOMPARE(f.values.real("learning-rate"), 1e-5);
        f.type("learning-rate", QStringLiteral("123"));
        QCOMPARE(f.values.real("learning-rate"), 123.0); // beyond the slider, inside the range
        f.form.showValues(f.values);
        QCOMPARE(slider->value(), slider->maximum());
        QVERIFY(f.form.field("learning-rate")->edit()->text().size() < 8);
    }

    void keysMoveEverySliderThroughItsWholeRange() {
        Fixture f;
        QSlider* slider = f.form.field("width")->slider();
        slider->setValue(slider->minimum());
        for (int press = 0; press < slider->maximum(); ++press) {
            slider->triggerAction(QSlider::SliderSingleStepAdd);
            f.form.showValues(f.values);
        }
        QCOMPARE(f.values.integer("width"), std::int64_t(256));
    }

    void fitsItsWidthWithoutScrollingSideways() {
        ui::Theme::instance().install();
        Fixture f;
        f.form.setUnfolded(true);
        f.form.resize(280, 640);
        f.form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.form));
        auto* scroll = f.form.findChild<QScrollArea*>();
        QVERIFY(scroll->widget()->minimumSizeHint().width() <= scroll->viewport()->width());
    }

    void helpFollowsTheFocus() {
        Fixture f;
        f.form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&f.form));
        f.form.field("width")->edit()->setFocus();
        QTRY_VERIFY(f.form.helpText().startsWith(QStringLiteral("Width: ")));
    }
};

QTEST_MAIN(SetupFormTest)
#include "setup_form_test.moc"
