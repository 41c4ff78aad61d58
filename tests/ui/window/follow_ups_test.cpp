// What the window's commands make of a run that is kept: their words, the Compare tab, the dialog.
#include "compare/compare_choices.h"
#include "compare/compare_view.h"
#include "params/field_row.h"
#include "runs/runs_panel.h"
#include "store/store_writer.h"
#include "support/temporary_folder.h"
#include "theme/theme.h"
#include "ui/window/scripted_window.h"
#include "window/branch_dialog.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

using namespace epochlab;
using test::patience;

namespace {

core::Evaluation bestInTheMiddle(core::Split, std::int64_t epoch) {
    const double accuracy = epoch == 2 ? 0.9 : 0.5;
    return {1.0 - accuracy, accuracy, 16};
}

struct Fixture {
    Fixture() {
        static_cast<void>(controller.setParam("epochs", std::int64_t{4}));
        window.resize(1280, 800);
        window.show();
        QApplication::setActiveWindow(&window);
    }
    template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }
    /// A run that has ended, and whose checkpoints the window knows of.
    bool trained() {
        if (!QTest::qWaitForWindowActive(&window) || !until([this] { return controller.canTrain(); })) return false;
        controller.train();
        return until([this] { return window.actions().branch->isEnabled(); });
    }
    bool says(const QString& text) {
        return until([&] { return window.noticeText().contains(text); });
    }

    test::TemporaryFolder folder;
    core::StoreWriter writer{folder.path()};
    ui::Controller controller{test::scriptedServices({.onEvaluate = bestInTheMiddle}), &writer};
    ui::MainWindow window{controller, QString::fromStdString(folder.path() + "/window.ini"), folder.path()};
};

} // namespace

class FollowUpsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ui::Theme::instance().install(); }

    void theCommandsAreGreyAndSayWhyUntilThereIsARun() {
        Fixture f;
        const ui::Actions& a = f.window.actions();
        for (const QAction* action : {a.rerun, a.luck, a.branch}) {
            QVERIFY(!action->isEnabled());
            QCOMPARE(action->toolTip(), QStringLiteral("There is no run yet"));
            QVERIFY(!action->shortcut().isEmpty());
        }
        QVERIFY(f.trained());
        for (const QAction* action : {a.rerun, a.luck, a.branch}) QVERIFY(action->isEnabled());
    }

    void aRerunEndsInAVerdict() {
        Fixture f;
        QVERIFY(f.trained());
        f.window.actions().rerun->trigger();
        QVERIFY2(f.says(QStringLiteral("The rerun is identical to ")), qPrintable(f.window.noticeText()));
        QVERIFY(f.window.noticeText().endsWith(QStringLiteral(" tensors, bit for bit")));
    }

    void luckOpensCompareWithABand() {
        Fixture f;
        QVERIFY(f.trained());
        f.window.actions().luck->trigger();
        QVERIFY2(f.says(QStringLiteral("The seed makes no difference: 4 other seeds")), qPrintable(f.window.noticeText()));
        QVERIFY(f.window.compareView()->isVisible());
        QCOMPARE(f.window.compareView()->choices()->question().grouping, ui::CompareQuestion::Grouping::AllButSeed);
        QVERIFY(f.until([&] { return f.window.compareView()->upToDate(); }));
        QCOMPARE(f.window.compareView()->table()->model()->rowCount(), 1);
    }

    void aBranchIsPutTogetherInADialog() {
        Fixture f;
        QVERIFY(f.trained());
        f.window.actions().branch->trigger();
        QVERIFY(f.until([&] { return f.window.dialogs().branch != nullptr; }));
        ui::BranchDialog& dialog = *f.window.dialogs().branch;
        auto* place = dialog.findChild<QComboBox*>(QStringLiteral("branch-place"));
        QCOMPARE(place->count(), 2);
        QVERIFY(dialog.startable());
        place->setCurrentIndex(1);
        QVERIFY2(dialog.summaryText().startsWith(QStringLiteral("The checkpoint stands at the end of epoch 4")),
                 qPrintable(dialog.summaryText()));
        auto* start = dialog.findChild<QPushButton*>(QStringLiteral("branch-start"));
        QVERIFY(!start->isEnabled());
        const auto enter = [&](const char* id, const QString& text) {
            QLineEdit* edit = dialog.field(id)->edit();
            edit->setFocus();
            edit->selectAll();
            QTest::keyClicks(edit, text);
        };
        enter("epochs", QStringLiteral("x"));
        QTest::keyClick(dialog.field("epochs")->edit(), Qt::Key_Tab);
        QVERIFY(!dialog.field("epochs")->errorText().isEmpty());
        QVERIFY(!start->isEnabled());
        enter("epochs", QStringLiteral("6"));
        QTest::keyClick(dialog.field("epochs")->edit(), Qt::Key_Tab);
        QVERIFY(start->isEnabled());
        enter("learning-rate", QStringLiteral("0.25"));
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(f.until([&] { return f.controller.runs().size() == 2 && !f.controller.current()->live(); }));
        const ui::RunRecord& branch = *f.controller.current();
        QCOMPARE(branch.config.integer("epochs"), std::int64_t{6});
        QCOMPARE(branch.config.real("learning-rate"), 0.25);
        QCOMPARE(branch.series.at("batch_loss").x().size(), std::size_t{24});
        QVERIFY(f.until([&] { return f.window.dialogs().branch == nullptr; }));
    }

    void theRunsMenuHasThem() {
        Fixture f;
        QVERIFY(f.trained());
        QListView* list = f.window.runsPanel()->list();
        list->setFocus();
        list->setCurrentIndex(list->model()->index(0, 0));
        QStringList enabled;
        QTimer::singleShot(0, qApp, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            for (const QAction* action : menu->actions())
                if (action->isEnabled()) enabled << action->text();
            menu->close();
        });
        emit list->customContextMenuRequested(list->visualRect(list->currentIndex()).center());
        for (const QString& text : {QStringLiteral("Rerun exactly"), QStringLiteral("Is it luck?"), QStringLiteral("Branch here…")})
            QVERIFY2(enabled.contains(text), qPrintable(enabled.join(QLatin1Char(','))));
    }
};

QTEST_MAIN(FollowUpsTest)
#include "follow_ups_test.moc"
