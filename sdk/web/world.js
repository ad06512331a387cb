/**
 * What the page knows about the game: scenes with their controls, groups, and this participant.
 * Update events carry complete objects, so each one replaces what was known before; a member that
 * is null has been removed. Works without a document or a socket.
 */

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isID = (value) => typeof value === 'string' && value !== '';
const objects = (value) => (Array.isArray(value) ? value.filter(isObject) : []);

const withoutNulls = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));

export class World {
  #scenes = new Map();
  #groups = new Map();
  #readyKnown = false;

  self = null;
  ready = false;
  /** The reason that the streamer has stopped everything for, maybe ''; null while nothing is stopped. */
  stopped = null;
  /** How long the streamer lets everybody wait between two inputs. */
  slowMs = 0;
  /** How long those who ask for it may go on with what the game has closed. */
  moreMs = 0;
  /** Custom properties of the whole world. */
  properties = {};

  /** Everything a new participant is told has arrived. */
  get complete() {
    return this.#readyKnown && this.self !== null;
  }

  get sceneID() {
    const group = this.#groups.get(this.self?.groupID ?? 'default') ?? this.#groups.get('default');
    return group?.sceneID ?? 'default';
  }

  /** The controls of the scene that this participant's group shows, in the order they were made. */
  get controls() {
    return [...(this.#scenes.get(this.sceneID)?.values() ?? [])];
  }

  /** Takes in one method from the host. False: it says nothing about the world. */
  apply(method, params) {
    if (!Object.hasOwn(World.#methods, method)) return false;
    World.#methods[method].call(this, isObject(params) ? params : {});
    return true;
  }

  static #takeScenes({ scenes }) {
    for (const { sceneID, controls } of objects(scenes)) {
      if (isID(sceneID) && Array.isArray(controls)) this.#scenes.set(sceneID, new Map());
      World.#takeControls.call(this, { sceneID, controls });
    }
  }

  static #takeWorld({ scenes, ...properties }) {
    this.properties = withoutNulls(properties);
    World.#takeScenes.call(this, { scenes });
  }

  static #takeControls({ sceneID, controls }) {
    if (!isID(sceneID)) return;
    if (!this.#scenes.has(sceneID)) this.#scenes.set(sceneID, new Map());
    for (const control of objects(controls)) {
      if (isID(control.controlID)) this.#scenes.get(sceneID).set(control.controlID, withoutNulls(control));
    }
  }

  static #takeGroups({ groups }) {
    for (const group of objects(groups)) {
      if (isID(group.groupID)) this.#groups.set(group.groupID, { sceneID: 'default', ...withoutNulls(group) });
    }
  }

  /** A participant is told only of itself. */
  static #takeSelf({ participants }) {
    const [self] = objects(participants);
    if (self) this.self = withoutNulls(self);
  }

  static #methods = {
    onReady({ isReady, isStopped, reason, slowMs, moreTimeMs }) {
      this.ready = isReady !== false;
      this.stopped = isStopped === true ? String(reason ?? '') : null;
      this.slowMs = Number.isFinite(slowMs) ? slowMs : 0;
      this.moreMs = moreTimeMs > 0 ? moreTimeMs : 0;
      this.#readyKnown = true;
    },
    onWorldUpdate: World.#takeWorld,
    onWorldCreate: World.#takeWorld,
    onSceneCreate: World.#takeScenes,
    onSceneUpdate: World.#takeScenes,
    onSceneDelete({ sceneID, reassignSceneID }) {
      this.#scenes.delete(sceneID);
      for (const group of this.#groups.values()) {
        if (group.sceneID === sceneID) group.sceneID = reassignSceneID ?? 'default';
      }
    },
    onGroupCreate: World.#takeGroups,
    onGroupUpdate: World.#takeGroups,
    onGroupDelete({ groupID, reassignGroupID }) {
      this.#groups.delete(groupID);
      if (this.self?.groupID === groupID) this.self.groupID = reassignGroupID ?? 'default';
    },
    onParticipantJoin: World.#takeSelf,
    onParticipantUpdate: World.#takeSelf,
    onControlCreate: World.#takeControls,
    onControlUpdate: World.#takeControls,
    onControlDelete({ sceneID, controls, controlIDs }) {
      const gone = objects(controls).map((control) => control.controlID);
      const scene = this.#scenes.get(sceneID);
      for (const id of gone.concat(Array.isArray(controlIDs) ? controlIDs : [])) scene?.delete(id);
    },
  };
}
