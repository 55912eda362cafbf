// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/actions.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

#include "ui/base/icons.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::Actions", text); }

QAction* make(QWidget* window, const char* name, const char* text, const QKeySequence& key,
              const char* icon = nullptr) {
    auto* action = new QAction(words(text), window);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    if (icon != nullptr) { action->setIcon(lineIcon(QLatin1String(icon))); }
    const QString plain = QString(action->text()).remove('&');
    const QString shown = key.toString(QKeySequence::NativeText);
    action->setToolTip(shown.isEmpty() ? plain : plain + QStringLiteral(" (") + shown + ')');
    window->addAction(action);
    return action;
}

/// One whose key acts while the canvas has the focus: the canvas takes it itself, menus only tell it.
QAction* makeForCanvas(QWidget* window, const char* name, const char* text,
                       const QKeySequence& key) {
    QAction* action = make(window, name, text, key);
    action->setShortcutContext(Qt::WidgetShortcut);
    return action;
}

/// Letters in the menu bar are its mnemonics, also where an action in it has one as its key.
class Mnemonics final : public QObject {
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool override = event->type() == QEvent::ShortcutOverride;
        if (!override || static_cast<QKeyEvent*>(event)->modifiers() != Qt::NoModifier) {
            return QObject::eventFilter(watched, event);
        }
        event->accept();
        return true;
    }
};

}  // namespace

Actions::Actions(QWidget* w)
    : newFile(make(w, "new", "&New", QKeySequence::New, "new")),
      open(make(w, "open", "&Open\u2026", QKeySequence::Open, "open")),
      save(make(w, "save", "&Save", QKeySequence::Save, "save")),
      saveAs(make(w, "saveAs", "Save &as\u2026", Qt::CTRL | Qt::SHIFT | Qt::Key_S)),
      exportPicture(
          make(w, "exportPicture", "&Export picture\u2026", Qt::CTRL | Qt::SHIFT | Qt::Key_E)),
      closeFile(make(w, "close", "&Close", Qt::CTRL | Qt::Key_W)),
      quit(make(w, "quit", "&Quit", Qt::CTRL | Qt::Key_Q)),
      undo(make(w, "undo", "&Undo", QKeySequence::Undo)),
      redo(make(w, "redo", "&Redo", Qt::CTRL | Qt::SHIFT | Qt::Key_Z)),
      cut(make(w, "cut", "Cu&t", QKeySequence::Cut)),
      copy(make(w, "copy", "&Copy", QKeySequence::Copy, "copy")),
      paste(make(w, "paste", "&Paste", QKeySequence::Paste)),
      pasteLinked(make(w, "pasteLinked", "Paste with &links", Qt::CTRL | Qt::SHIFT | Qt::Key_V)),
      duplicate(make(w, "duplicate", "&Duplicate", Qt::CTRL | Qt::Key_D)),
      remove(make(w, "remove", "D&elete", QKeySequence::Delete)),
      heal(make(w, "heal", "Delete and h&eal wires", Qt::CTRL | Qt::Key_Delete)),
      rename(make(w, "rename", "Re&name", Qt::Key_F2)),
      group(make(w, "group", "&Group", Qt::CTRL | Qt::Key_G)),
      ungroup(make(w, "ungroup", "Dissol&ve group", Qt::CTRL | Qt::SHIFT | Qt::Key_G)),
      makeFunction(make(w, "makeFunction", "Make &function", Qt::CTRL | Qt::ALT | Qt::Key_G)),
      customGradient(make(w, "customGradient", "Make custom &gradient", {})),
      deriveGradient(make(w, "deriveGradient", "Derive gradient again", {})),
      frame(makeForCanvas(w, "frame", "F&rame", Qt::Key_C)),
      addNode(make(w, "addNode", "&Add op\u2026", {})),
      find(make(w, "find", "&Find node", QKeySequence::Find, "search")),
      selectAll(make(w, "selectAll", "Select &all", {})),
      selectUp(make(w, "selectUp", "Select &upstream", Qt::CTRL | Qt::Key_BracketLeft)),
      selectDown(make(w, "selectDown", "Select d&ownstream", Qt::CTRL | Qt::Key_BracketRight)),
      layOut(makeForCanvas(w, "layOut", "&Lay out", Qt::Key_L)),
      swap(makeForCanvas(w, "swap", "S&wap the first two inputs", Qt::ALT | Qt::Key_S)),
      mute(makeForCanvas(w, "mute", "&Mute", Qt::Key_M)),
      bypass(make(w, "bypass", "&Bypass", Qt::CTRL | Qt::Key_B)),
      fit(make(w, "fit", "Fit &all", Qt::CTRL | Qt::Key_Home, "fit")),
      fitSelection(make(w, "fitSelection", "Fit &selection", {})),
      zoomFull(make(w, "zoomFull", "&100 %", Qt::CTRL | Qt::Key_0)),
      zoomIn(make(w, "zoomIn", "Zoom &in", QKeySequence::ZoomIn)),
      zoomOut(make(w, "zoomOut", "Zoom &out", QKeySequence::ZoomOut)),
      shapes(make(w, "shapes", "Shapes on all &wires", {})),
      snap(make(w, "snap", "S&nap to the grid", Qt::CTRL | Qt::SHIFT | Qt::Key_Semicolon)),
      map(make(w, "map", "&Map", {})),
      legend(make(w, "legend", "Le&gend", {})),
      previews(make(w, "previews", "&Previews", {})),
      unasked(make(w, "unasked", "Pale what no call as&ks for", {})),
      flows(make(w, "flows", "What loops and &branches did", {})),
      costTime(make(w, "costTime", "&Time of a step", {})),
      costMemory(make(w, "costMemory", "&Memory of a step", {})),
      costPlace(make(w, "costPlace", "&Device", {})),
      outline(make(w, "outline", "&Outline", Qt::CTRL | Qt::SHIFT | Qt::Key_O)),
      reduceMotion(make(w, "reduceMotion", "Reduce &motion", {})),
      wheelPans(make(w, "wheelPans", "&Wheel pans", {})),
      tabAdds(make(w, "tabAdds", "&Tab opens the palette", {})),
      panels(make(w, "panels", "&Hide panels", Qt::Key_F4)),
      fullScreen(make(w, "fullScreen", "F&ull screen", Qt::Key_F11)),
      nextPane(make(w, "nextPane", "Ne&xt pane", Qt::Key_F6)),
      leave(make(w, "leave", "&Leave group", Qt::ALT | Qt::Key_Up)),
      dark(make(w, "themeDark", "&Dark", {})),
      light(make(w, "themeLight", "&Light", {})),
      contrast(make(w, "themeContrast", "High &contrast", {})),
      init(make(w, "init", "&Init missing variables", Qt::CTRL | Qt::Key_I, "init")),
      train(make(w, "train", "&Train", Qt::Key_F5, "train")),
      step(make(w, "step", "&Step", Qt::Key_F10, "step")),
      run(make(w, "run", "&Run", Qt::CTRL | Qt::Key_Return, "run")),
      stop(make(w, "stop", "Sto&p", Qt::SHIFT | Qt::Key_F5, "stop")),
      nextOp(make(w, "nextOp", "Next &op", Qt::Key_F8)),
      resume(make(w, "resume", "To the next break&point", Qt::SHIFT | Qt::Key_F8)),
      breakpoint(make(w, "breakpoint", "&Breakpoint", Qt::Key_F9)),
      clearBreakpoints(make(w, "clearBreakpoints", "Clear all brea&kpoints", {})),
      nextSession(make(w, "nextSession", "&Next session", Qt::CTRL | Qt::Key_Tab)),
      addSession(make(w, "addSession", "&Another session", {})),
      initAll(make(w, "initAll", "Init a&ll variables", {})),
      rewind(make(w, "rewind", "&Back to the start of the run", {})),
      watchLayer(make(w, "watchLayer", "&Watch this layer", {})),
      about(make(w, "about", "&About Weft", {})),
      copyGraphDef(make(w, "copyGraphDef", "Copy as &GraphDef", {})),
      copyPython(make(w, "copyPython", "Copy as P&ython", {})),
      fold(makeForCanvas(w, "fold", "&Fold or unfold", Qt::Key_H)),
      foldSeries(make(w, "foldSeries", "Fold or unfold s&eries", Qt::CTRL | Qt::Key_H)),
      shareWeights(make(w, "shareWeights", "Share &weights with\u2026", {})),
      ownWeights(make(w, "ownWeights", "Weights of its &own again", {})),
      replicate(make(w, "replicate", "&Replicate over devices\u2026", {})),
      commands(make(w, "commands", "&Commands\u2026", Qt::CTRL | Qt::SHIFT | Qt::Key_P)),
      shortcuts(make(w, "shortcuts", "&Keys", Qt::CTRL | Qt::Key_F1)),
      text(make(w, "text", "Te&xt", Qt::CTRL | Qt::Key_T)) {
    for (QAction* action :
         {shapes, snap, map, legend, previews, unasked, flows, costTime, costMemory, costPlace,
          reduceMotion, wheelPans, tabAdds, panels, fullScreen, dark, light, contrast}) {
        action->setCheckable(true);
    }
    auto* themes = new QActionGroup(w);
    for (QAction* action : {dark, light, contrast}) { themes->addAction(action); }
    auto* costs = new QActionGroup(w);
    costs->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    for (QAction* action : {costTime, costMemory, costPlace}) { costs->addAction(action); }
    redo->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    leave->setEnabled(false);
}

void Actions::fill(QMenuBar& bar) {
    bar.installEventFilter(new Mnemonics(&bar));
    QMenu* file = bar.addMenu(words("&File"));
    file->addActions({newFile, open});
    recent = file->addMenu(words("Open &recent"));
    file->addActions({save, saveAs, exportPicture, closeFile});
    file->addSeparator();
    file->addAction(quit);
    QMenu* edit = bar.addMenu(words("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions(
        {cut, copy, copyGraphDef, copyPython, paste, pasteLinked, duplicate, remove, heal});
    edit->addSeparator();
    edit->addActions({addNode, rename, group, makeFunction, ungroup, fold, foldSeries, frame});
    edit->addActions({customGradient, deriveGradient});
    edit->addSeparator();
    edit->addActions({shareWeights, ownWeights, replicate});
    edit->addSeparator();
    edit->addActions({find, selectAll, selectUp, selectDown, commands});
    edit->addSeparator();
    edit->addActions({layOut, swap, mute, bypass});
    QMenu* view = bar.addMenu(words("&View"));
    view->addActions({fit, fitSelection, zoomFull, zoomIn, zoomOut});
    view->addSeparator();
    view->addActions({leave, shapes, snap, map, legend, previews, unasked, flows});
    view->addMenu(words("F&igures at nodes"))->addActions({costTime, costMemory, costPlace});
    view->addActions({outline, text});
    view->addSeparator();
    view->addMenu(words("&Theme"))->addActions({dark, light, contrast});
    view->addMenu(words("Mouse and &keys"))->addActions({wheelPans, tabAdds});
    view->addAction(reduceMotion);
    view->addActions({panels, fullScreen, nextPane});
    QMenu* session = bar.addMenu(words("&Session"));
    session->addActions({init, train, step, run, stop});
    session->addSeparator();
    session->addActions({nextOp, resume, breakpoint, clearBreakpoints});
    session->addSeparator();
    session->addActions({initAll, rewind, watchLayer});
    session->addSeparator();
    session->addActions({addSession, nextSession});
    bar.addMenu(words("&Help"))->addActions({shortcuts, about});
}

}  // namespace weft::ui
