/** Getting the image of a container, as far as that is shown: nothing is pulled (pkg/kubelet/images/image_manager.go). */
import { goQuote } from '../../kube/go-quote.js';
import { imageNameFault, imageSize, pullFault } from './image-reference.js';
import { type Managed, waiting } from './managed-container.js';

/** How a worker tells of one of its containers. */
export interface ContainerNews {
  note(managed: Managed, reason: string, message: string): void;
  warn(managed: Managed, reason: string, message: string): void;
  /** Calls `tell`, but not again too soon for the same `what`. */
  seldom(what: string, tell: () => void): void;
}

/** The pause after the first failure, which doubles with each that follows. */
export const firstBackOff = 10_000;
/** … up to this. */
export const longestBackOff = 300_000;
/** A fault that can only be mended by hand is checked again after this. */
const lookAgain = 10_000;
/** A pull that has failed is told of as waiting for its next try after this. */
const untilBackOff = 1_000;

/** Gets the image of a container; false when it cannot be had: its state says why then, and when to try again. */
export function pullImage(managed: Managed, now: number, { note, warn, seldom }: ContainerNews): boolean {
  const { image = '', imagePullPolicy } = managed.spec;
  const quoted = goQuote(image);
  if (managed.pullFault !== undefined) {
    const why = managed.pullFault;
    delete managed.pullFault;
    managed.state = waiting('ImagePullBackOff', `Back-off pulling image ${quoted}: ErrImagePull: ${why}`);
    note(managed, 'BackOff', `Back-off pulling image ${quoted}`);
    warn(managed, 'Failed', 'Error: ImagePullBackOff');
    managed.retryAt = now + managed.backOff - untilBackOff;
    return false;
  }
  const misnamed = imageNameFault(image);
  if (misnamed !== undefined) {
    managed.state = waiting('InvalidImageName', misnamed);
    warn(managed, 'InspectFailed', misnamed);
    warn(managed, 'Failed', 'Error: InvalidImageName');
    managed.retryAt = now + lookAgain;
    return false;
  }
  const fault = pullFault(image);
  if (imagePullPolicy === 'Never' && fault !== undefined) {
    const message = `Container image ${quoted} is not present with pull policy of Never`;
    managed.state = waiting('ErrImageNeverPull', message);
    warn(managed, 'ErrImageNeverPull', message);
    warn(managed, 'Failed', 'Error: ErrImageNeverPull');
    managed.retryAt = now + lookAgain;
    return false;
  }
  const pulling = () => note(managed, 'Pulling', `Pulling image ${quoted}`);
  if (fault !== undefined) {
    pulling();
    managed.pullFault = fault;
    managed.state = waiting('ErrImagePull', fault);
    warn(managed, 'Failed', `Failed to pull image ${quoted}: ${fault}`);
    warn(managed, 'Failed', 'Error: ErrImagePull');
    managed.backOff = Math.min(managed.backOff * 2 || firstBackOff, longestBackOff);
    managed.retryAt = now + untilBackOff;
    return false;
  }
  seldom(`pulled ${managed.spec.name} ${managed.containerID}`, () => {
    if (imagePullPolicy === 'Always') {
      pulling();
      const size = `Image size: ${imageSize(image)} bytes.`;
      note(managed, 'Pulled', `Successfully pulled image ${quoted} in 0s (0s including waiting). ${size}`);
    } else {
      const message = `Container image ${quoted} already present on machine and can be accessed by the pod`;
      note(managed, 'Pulled', message);
    }
  });
  return true;
}
