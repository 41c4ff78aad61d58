// Lab presets in the window: the form, the ways in, every way around, and that the command line says the same.
#include "bridge/run_queue.h"
#include "insight/side_choices.h"
#include "insight/side_views.h"
#include "insight/sketch_card.h"
#include "params/field_row.h"
#include "params/setup_form.h"
#include "support/temporary_folder.h"
#include "theme/theme.h"
#include "ui/window/scripted_window.h"
#include "compare/compare_view.h"
#include "window/notice_bar.h"
#include "window/preset_bar.h"
#include "window/preset_commands.h"
#include "window/recipe_commands.h"
#include "window/report_commands.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSlider>

#include <fstream>

using namespace epochlab;
using test::patience;

namespace {

const std::string rules = R"(title = "Group A"
banner = "Find a width."
[start]
width = 16
data = "toy:moons"
[fixed]
epochs = 2
[hidden]
optimizer = "adam"
[limited.width]
from = 4
to = 32
[limited.activation]
choices = ["relu", "tanh"]
)";

struct Fixture : test::ScriptedWindow {
    using ScriptedWindow::ScriptedWindow;
    bool open(const std::string& more = {}) {
        const std::string path = files.path() + "/a.epochlab-preset";
        std::ofstream(path) << (more + rules);
        window.openPath(QString::fromStdString(path));
        return controller.preset() && until([this] { return controller.dataset() && !controller.dataLoading(); });
    }
    ui::FieldRow& row(const char* id) { return *window.setup()->field(id); }
    ui::PresetBar& bar() { return *window.presets()->bar(); }
    bool trained() {
        return until([this] { return controller.current() && !controller.current()->live(); });
    }

    test::TemporaryFolder files;
};

core::ParamSet with(core::ParamSet config, const std::string& id, const std::string& text) {
    static_cast<void>(config.setText(id, text));
    return config;
}

} // namespace

class PresetTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void fieldsAreFixedHiddenOrNarrowerAndFreeAgainAfterwards() {
        Fixture f;
        QVERIFY(f.ready());
        f.window.setup()->setUnfolded(true);
        const int allChoices = f.row("activation").combo()->count();
        QVERIFY(f.open());
        QVERIFY(!f.row("epochs").edit()->isEnabled() && !f.row("epochs").slider()->isEnabled());
        QCOMPARE(f.row("epochs").edit()->text(), QStringLiteral("2"));
        const QString why = QStringLiteral("The preset “Group A” fixes it at 2");
        QVERIFY2(f.row("epochs").edit()->toolTip().contains(why), qPrintable(f.row("epochs").edit()->toolTip()));
        QVERIFY(f.row("epochs").edit()->accessibleDescription().startsWith(why));
        QVERIFY(f.row("epochs").slider()->accessibleDescription().startsWith(why));
        QVERIFY(!f.window.setup()->fieldShown("optimizer") && f.row("optimizer").isHidden());
        QCOMPARE(f.row("activation").combo()->count(), 2);
        QVERIFY(f.row("width").edit()->isEnabled());
        QCOMPARE(f.row("width").valueAt(0), 4.0);
        QCOMPARE(f.row("width").valueAt(f.row("width").slider()->maximum()), 32.0);
        QVERIFY(f.row("width").edit()->accessibleDescription().contains(QStringLiteral("limits it to 4 to 32")));
        f.row("width").edit()->setText(QStringLiteral("64"));
        f.row("width").edit()->setModified(true);
        f.row("width").enterTyped();
        QVERIFY2(f.row("width").errorText().contains(QStringLiteral("64 is not allowed")), qPrintable(f.row("width").errorText()));
        QVERIFY(!f.window.actions().train->isEnabled());
        f.bar().leaveButton()->click();
        QVERIFY(f.row("epochs").edit()->isEnabled() && f.row("epochs").slider()->isEnabled());
        QVERIFY(!f.row("epochs").edit()->toolTip().contains(QStringLiteral("preset")));
        QVERIFY(f.window.setup()->fieldShown("optimizer"));
        QVERIFY(f.row("width").errorText().isEmpty() && f.window.actions().train->isEnabled());
        QCOMPARE(f.row("activation").combo()->count(), allChoices);
        QVERIFY(f.controller.setParam("width", std::int64_t{64}).ok());
    }

    void theBarNamesThePresetAndLeadsBackToIt() {
        Fixture f;
        QVERIFY(f.ready() && f.bar().isHidden());
        QVERIFY(f.open());
        QCOMPARE(f.bar().text(), QStringLiteral("Preset “Group A”: Find a width."));
        f.bar().leaveButton()->click();
        QVERIFY(!f.controller.preset());
        QVERIFY(f.bar().isVisible() && f.bar().text().contains(QStringLiteral("have left the preset “Group A”")));
        f.bar().againButton()->click();
        QVERIFY(f.controller.preset() && f.bar().leaveButton()->isVisible());
    }

    void reportAndHandInAreToldOfIt() {
        Fixture f;
        QVERIFY(f.ready());
        const ui::ReportCommands& report = *f.window.recipes()->report();
        QVERIFY(f.open());
        const QString file = QString::fromStdString(f.files.path() + "/a.epochlab-preset");
        QCOMPARE(report.words().value(report.words().indexOf(QStringLiteral("--preset")) + 1), file);
        f.bar().leaveButton()->click();
        QVERIFY(!report.words().contains(QStringLiteral("--preset")));
    }

    void aBrokenFileIsAnErrorWithItsLine() {
        Fixture f;
        QVERIFY(f.ready());
        const std::string path = f.files.path() + "/broken.epochlab-preset";
        std::ofstream(path) << "title = \"A\"\n[fixed]\nwidht = 3\n";
        f.window.openPath(QString::fromStdString(path));
        QVERIFY(!f.controller.preset());
        QVERIFY2(f.window.noticeText().contains(QStringLiteral("line 3")), qPrintable(f.window.noticeText()));
        QVERIFY(f.window.noticeText().contains(QStringLiteral("width")));
    }

    void otherDataAreToldAtOnceAndNotTrained() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.open("data-name = \"cities\"\ndata-fingerprint = \"fedcba9876543210\"\n"));
        QVERIFY2(f.bar().stateText().contains(QStringLiteral("other data than those of the preset “Group A”, cities")),
                 qPrintable(f.bar().stateText()));
        QVERIFY(!f.controller.canTrain());
        const auto data = f.controller.runServices().loadData(f.controller.config());
        QVERIFY(!data.ok() && data.error().code == core::ErrorCode::ConfigConflict);
        QVERIFY(f.open("data-name = \"cities\"\ndata-fingerprint = \"0123456789abcdef\"\n"));
        QCOMPARE(f.bar().stateText(), QStringLiteral("Data: cities, as handed out"));
        QVERIFY(f.controller.canTrain());
    }

    void aSeedOfTheStudentsOwnWantsToKnowWho() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.open("seed-per-student = true\n"));
        QVERIFY(!f.controller.canTrain());
        QVERIFY(f.window.actions().train->toolTip().contains(QStringLiteral("say who you are")));
        f.bar().studentField()->setText(QStringLiteral("ada"));
        QTest::keyClick(f.bar().studentField(), Qt::Key_Return);
        QVERIFY(f.controller.canTrain());
        QCOMPARE(f.controller.config().integer("seed"), core::seedOfStudent("ada"));
        QVERIFY(!f.row("seed").edit()->isEnabled());
    }

    void aSketchIsWantedBeforeEachTraining() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.open("sketch-first = true\n"));
        QVERIFY(!f.controller.canTrain() && !f.controller.liveObstacle().isEmpty());
        QVERIFY(f.window.actions().train->toolTip().contains(QStringLiteral("draw it: Predict first")));
        f.bar().sketchButton()->click();
        ui::SideViews& views = *f.window.compareView()->sideViews();
        QVERIFY(views.shown() == ui::SideView::Sketch);
        views.sketch()->setSketch({.metric = views.choices()->metric(), .epochs = {1, 2}, .values = {0.4, 0.5}});
        emit views.sketch()->sketched();
        QVERIFY(f.controller.canTrain());
        f.controller.train();
        QVERIFY(f.trained());
        QVERIFY(!f.controller.canTrain());
        emit views.sketch()->sketched();
        QVERIFY(f.controller.canTrain());
        emit views.choices()->clearSketch();
        QVERIFY(!f.controller.canTrain());
    }

    void everyWayAroundEndsAtTheSameSentence() {
        Fixture f({}, 5);
        QVERIFY(f.ready());
        static_cast<void>(f.controller.setParam("width", std::int64_t{64}));
        QVERIFY(f.until([&] { return f.controller.canTrain(); }));
        f.controller.train();
        QVERIFY(f.trained());
        const core::RunId before = f.controller.current()->id;
        const std::size_t runs = f.controller.runs().size();
        QVERIFY(f.open());
        const core::ParamSet wide = with(f.controller.preset()->start(), "width", "64");
        const struct {
            const char* name;
            std::function<void()> go;
        } ways[] = {
            {"rewind", [&] { f.controller.rewind(); }},
            {"a queue",
             [&] {
                 f.window.queueRuns({{"wide", wide, true}});
             }},
            {"further",
             [&] {
                 if (const auto done = f.controller.trainFurther(before, 3); !done) f.window.showError(done.error());
             }},
            {"the loader",
             [&] {
                 if (const auto data = f.controller.runServices().loadData(wide); !data) f.window.showError(data.error());
             }},
            {"a field",
             [&] {
                 if (const auto set = f.controller.setParam("width", std::int64_t{64}); !set) f.window.showError(set.error());
             }},
        };
        for (const auto& way : ways) {
            f.window.showError({core::ErrorCode::Internal, "nothing yet", "", ""});
            way.go();
            QVERIFY2(f.window.noticeText().contains(QStringLiteral("is not allowed: the preset “Group A”")),
                     (std::string(way.name) + ": " + f.window.noticeText().toStdString()).c_str());
            QCOMPARE(f.controller.runs().size(), runs);
        }
        f.controller.setConfig(wide); // as "Edit and run" and a dropped run file do
        QVERIFY(!f.controller.canTrain());
        f.controller.setConfig(with(f.controller.preset()->start(), "epochs", "50"));
        QCOMPARE(f.controller.config().integer("epochs"), 2);
    }

    void aRunningTrainingIsSteeredWithinIt() {
        const auto gate = std::make_shared<test::Gate>();
        Fixture f({.gate = gate});
        const test::OpenedAtEnd opened{gate};
        QVERIFY(f.ready());
        const std::string path = f.files.path() + "/rate.epochlab-preset";
        std::ofstream(path) << "title = \"R\"\n[fixed]\nschedule = \"constant\"\n[limited.learning-rate]\nfrom = 0.001\nto = 0.1\n";
        f.window.openPath(QString::fromStdString(path));
        QVERIFY(f.until([&] { return f.controller.canTrain(); }));
        f.controller.train();
        gate->awaitArrival(1);
        QVERIFY(f.controller.setLearningRate(0.05).ok());
        QVERIFY(!f.controller.setLearningRate(0.5).ok());
        QVERIFY(!f.controller.setSchedule({.kind = core::ScheduleShape::Kind::Cosine}, 0.0).ok());
        f.controller.stop();
        gate->open();
        QVERIFY(f.trained());
        const core::RunId stopped = f.controller.current()->id;
        QVERIFY(f.controller.canResume(stopped));
        QVERIFY(f.open()); // another preset, which fixes another number of epochs
        f.controller.resumeRun(stopped);
        QVERIFY(!f.controller.current()->live());
        QVERIFY2(f.window.noticeText().contains(QStringLiteral("the preset “Group A” fixes it at 2")), qPrintable(f.window.noticeText()));
    }

    void runsCarryItsTag() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.open());
        f.controller.train();
        QVERIFY(f.trained());
        QCOMPARE(f.controller.current()->presetTag, f.controller.preset()->tag());
        f.bar().leaveButton()->click();
        f.controller.train();
        QVERIFY(f.trained());
        QCOMPARE(f.controller.current()->presetTag, std::string());
    }

    /// One table, both programs: where the window refuses a value the command line does, with the same sentence.
    void theCommandLineRefusesTheSame() {
        Fixture f;
        QVERIFY(f.ready());
        QVERIFY(f.open());
        const std::pair<const char*, const char*> rows[] = {{"width", "8"},         {"width", "33"},        {"width", "3"},
                                                            {"activation", "tanh"}, {"activation", "gelu"}, {"epochs", "2"},
                                                            {"epochs", "3"},        {"optimizer", "sgd"},   {"learning-rate", "0.5"}};
        for (const auto& [id, text] : rows) {
            core::ParamSet typed = f.controller.config();
            QVERIFY(typed.setText(id, text).ok());
            const core::ParamSet begin = f.controller.config();
            const core::Result<void> window = f.controller.setParam(id, typed.value(id));
            f.controller.setConfig(begin);
            QProcess program;
            program.start(QStringLiteral(EPOCHLAB_CLI), {QStringLiteral("train"), QStringLiteral("--no-store"), QStringLiteral("--preset"),
                                                         QString::fromStdString(f.files.path() + "/a.epochlab-preset"),
                                                         QStringLiteral("--%1").arg(QLatin1String(id)), QLatin1String(text)});
            QVERIFY(program.waitForFinished(patience));
            const QString said = QString::fromUtf8(program.readAllStandardError());
            QVERIFY2((program.exitCode() == 0) == window.ok(), qPrintable(QString::fromLatin1(id) + ' ' + text + ": " + said));
            if (!window.ok()) QVERIFY2(said.contains(QString::fromStdString(core::errorLine(window.error()))), qPrintable(said));
        }
    }
};

QTEST_MAIN(PresetTest)
#include "preset_test.moc"
